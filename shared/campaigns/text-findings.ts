import { koreanDigits } from '../law/korean-number.ts';
import type { Settings } from '../settings/settings.ts';
import { unencodable } from '../templates/euc-kr.ts';
import { versionsOf } from '../templates/languages.ts';
import { block, type Finding, warn } from './finding.ts';
import type { Snapshot } from './snapshot.ts';

/** Caller number at a Korean carrier: fixed, mobile, 15xx or 080; digits as dialled inside the country. */
const KOREAN_SENDER = /^(?:0\d{8,10}|1\d{7})$/;

/** A number from which nothing can be sent inside Korea. */
export const senderNumberFindings = ({ smsSender }: Snapshot['brand']): Finding[] =>
  KOREAN_SENDER.test(koreanDigits(smsSender))
    ? []
    : [
        block(
          'senderNotKorean',
          `settings.brand.smsSender "${smsSender}" is no Korean caller number; register one with the provider.`,
          `발신번호 ‘${smsSender}’은(는) 국내 번호가 아닙니다. 문자 회사에 등록한 번호를 넣어 주세요.`,
        ),
      ];

/** What the Korean carrier would refuse, or the law asks of whoever uses one. */
export const textFindings = ({ template, brand }: Snapshot, { sms }: Pick<Settings, 'sms'>): Finding[] => {
  if (template.channel !== 'sms' || !Object.values(sms.provider).includes('solapi')) return [];
  const findings: Finding[] = [];
  const words = versionsOf(template).map(({ version }) => (version.channel === 'sms' ? version.text : ''));
  const signs = unencodable(words.join('\n').replace(/\{\{.*?\}\}|\{%.*?%\}/gs, ' '));
  if (signs.length > 0) {
    const shown = signs.slice(0, 8).join(' ');
    findings.push(
      block(
        'unencodable',
        `Korean texts cannot carry: ${shown}. Remove emoji and rare signs from the template.`,
        `한국 문자로 보낼 수 없는 글자가 있습니다: ${shown}. 이모지와 특수한 글자를 지워 주세요.`,
      ),
    );
  }
  findings.push(...senderNumberFindings(brand));
  if (template.purpose === 'ad' && sms.certificate === null)
    findings.push(
      warn(
        'noCertificate',
        'Ads by text need a provider with the certificate for bulk texts (article 50-3); check it and note it in settings.sms.certificate.',
        '광고 문자는 전송자격인증을 받은 사업자로 보내야 합니다(정보통신망법 제50조의3). 확인하고 설정에 적어 주세요.',
      ),
    );
  return findings;
};
