import { FRIENDS_NEEDED, strangersFault } from '../settings/kakao.ts';
import type { Settings } from '../settings/settings.ts';
import { block, type Finding } from './finding.ts';
import type { Snapshot } from './snapshot.ts';
import { senderNumberFindings } from './text-findings.ts';

const STRANGERS = {
  friends: [
    `the channel has fewer than ${FRIENDS_NEEDED.toLocaleString('en')} friends, or settings.kakao.friends does not say how many`,
    `친구가 ${FRIENDS_NEEDED.toLocaleString('ko')}명이 안 되거나 설정에 친구 수가 없습니다`,
  ],
  approval: ['settings.kakao.approval does not say how Kakao let it', '설정에 카카오 승인 기록이 없습니다'],
} as const;

/** What stands between a Brand Message and the people whom it means to reach. */
export const kakaoFindings = (
  { template, brand }: Pick<Snapshot, 'template' | 'brand'>,
  { sms, kakao }: Pick<Settings, 'sms' | 'kakao'>,
): Finding[] => {
  if (template.channel !== 'kakao') return [];
  const findings = senderNumberFindings(brand);
  if (sms.kakaoChannel === null)
    findings.push(
      block(
        'noKakaoChannel',
        'A Brand Message goes by Solapi from a Kakao channel: set settings.sms.kakaoChannel.',
        '브랜드 메시지는 카카오 채널에서 보냅니다. 설정에서 카카오 채널을 넣어 주세요.',
      ),
    );
  const fault = template.targeting === 'I' ? undefined : strangersFault(kakao);
  if (fault) {
    const [en, ko] = STRANGERS[fault];
    findings.push(
      block(
        'kakaoStrangers',
        `Targeting ${template.targeting} reaches people who are no friends of the channel, which Kakao must allow: ${en}. Use I, or note it in the settings.`,
        `대상 ${template.targeting}은 채널 친구가 아닌 사람에게도 갑니다. 카카오 승인이 필요한데 ${ko}. 친구에게만(I) 보내거나 설정에 적어 주세요.`,
      ),
    );
  }
  return findings;
};
