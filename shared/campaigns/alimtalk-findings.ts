import type { Settings } from '../settings/settings.ts';
import { type Registration, unsafeButtons, variablesOf } from '../templates/registration.ts';
import { block, type Finding } from './finding.ts';
import type { Snapshot } from './snapshot.ts';

const UNASKED = ['not looked up yet', '아직 확인 전'] as const;
const STATES = {
  new: UNASKED,
  pending: ['under review', '검수 중'],
  rejected: ['rejected', '반려됨'],
  unknown: ['not registered', '등록되지 않음'],
} as const;

/** What stands between a text and going out as AlimTalk; `registration` is what Kakao last said of its template. */
export const alimtalkFindings = (
  { template }: Pick<Snapshot, 'template'>,
  { sms }: Pick<Settings, 'sms'>,
  registration: Registration | undefined,
): Finding[] => {
  if (template.channel !== 'sms' || template.alimtalk === undefined) return [];
  if (sms.kakaoChannel === null || sms.provider.KR !== 'solapi')
    return [
      block(
        'noKakaoChannel',
        'AlimTalk goes by Solapi from a Kakao channel: set settings.sms.provider.KR to solapi and settings.sms.kakaoChannel.',
        '알림톡은 솔라피와 카카오 채널로 보냅니다. 설정에서 한국 문자 회사와 카카오 채널을 넣어 주세요.',
      ),
    ];
  const { templateId, variables } = template.alimtalk;
  if (registration?.state !== 'approved') {
    const [en, ko] = registration ? STATES[registration.state] : UNASKED;
    const comment = registration?.comment === undefined ? '' : ` (${registration.comment})`;
    return [
      block(
        'alimtalkUnapproved',
        `The AlimTalk template ${templateId} is ${en}${comment}; Kakao must approve it first. It is looked up every two minutes.`,
        `알림톡 템플릿 ${templateId}: ${ko}${comment}. 카카오 승인을 받아야 보낼 수 있습니다. 2분마다 다시 확인합니다.`,
      ),
    ];
  }
  if (registration.isAd)
    return [
      block(
        'alimtalkAd',
        `The AlimTalk template ${templateId} is registered with an ad beside its words; AlimTalk carries no ads here. Register it as a basic one.`,
        `알림톡 템플릿 ${templateId}은 광고가 붙는 유형으로 등록되어 있습니다. 알림톡으로는 광고를 보내지 않습니다. 기본형으로 등록해 주세요.`,
      ),
    ];
  const [unsafe] = unsafeButtons(registration);
  if (unsafe !== undefined)
    return [
      block(
        'alimtalkButton',
        `The button "${unsafe}" leads to an address that is not https, or to none of an app. Register it again with a safe one.`,
        `버튼 ‘${unsafe}’의 주소가 https나 앱 주소가 아닙니다. 안전한 주소로 다시 등록해 주세요.`,
      ),
    ];
  const missing = variablesOf(registration).filter((name) => variables[name] === undefined);
  if (missing.length === 0) return [];
  return [
    block(
      'alimtalkVariables',
      `The registered words ask for ${missing.join(', ')}; map them in alimtalk.variables.`,
      `등록된 문구의 ${missing.join(', ')} 값이 없습니다. 템플릿의 알림톡 변수에 넣어 주세요.`,
    ),
  ];
};
