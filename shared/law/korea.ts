import type { Brand } from '../settings/brand.ts';
import { inBoth, senderFaults, unmet } from './faults.ts';
import { AD_LABEL, labelledSubject, labelVariants } from './korean-label.ts';
import { koreanDigits } from './korean-number.ts';
import type { Law, PushWords, SeenMail } from './law.ts';
import { englishWayOut, koreanLines } from './notice-lines.ts';

const mailFaults = (mail: SeenMail, brand: Brand, unsubscribe: string): string[] => {
  const words = mail.links.get(unsubscribe) ?? '';
  return [
    ...senderFaults(mail, brand, unsubscribe),
    ...unmet([
      [mail.subject.startsWith(AD_LABEL), 'the subject does not begin with (광고)'],
      [labelVariants(mail.subject).length === 0, 'the subject holds a look-alike of (광고)'],
      [inBoth(mail, brand.email), 'the sender e-mail is not in the body'],
      [inBoth(mail, brand.phone), 'the sender phone is not in the body'],
      [words.includes('수신거부'), 'no link says 수신거부'],
      [/unsubscribe/i.test(words), 'no link says unsubscribe'],
      [
        mail.text.includes('수신거부') && /unsubscribe/i.test(mail.text),
        'the text part does not say 수신거부 and unsubscribe',
      ],
    ]),
  ];
};

const textFaults = (body: string, brand: Brand): string[] => {
  const lines = body.split('\n');
  const [head = ''] = lines;
  const last = lines.at(-1) ?? '';
  const contact = koreanDigits(brand.phone);
  return unmet([
    [
      body.startsWith(`${AD_LABEL}${brand.name}`) && brand.name.trim() !== '',
      'the text does not begin with (광고) and the sender name',
    ],
    [labelVariants(body).length === 0, 'the text holds a look-alike of (광고)'],
    [
      contact !== '' && (contact === koreanDigits(brand.smsSender) || head.includes(brand.phone)),
      'the sender contact is not in the first line',
    ],
    [
      /^무료수신거부 080-?\d{3,4}-?\d{4}$/.test(last) && last.endsWith(brand.optOutNumber),
      'the last line is not 무료수신거부 with a free 080 number',
    ],
  ]);
};

/** How to end ads by push at no cost; where the switch is. */
const PUSH_WAY_OUT = '수신거부: 설정 > 알림';

const pushFaults = ({ title, text }: PushWords, brand: Brand): string[] =>
  unmet([
    [
      title.startsWith(`${AD_LABEL}${brand.name}`) && brand.name.trim() !== '',
      'the title does not begin with (광고) and the sender name',
    ],
    [labelVariants(`${title}\n${text}`).length === 0, 'the words hold a look-alike of (광고)'],
    [text.endsWith(PUSH_WAY_OUT), `the text does not end with ${PUSH_WAY_OUT}`],
  ]);

/** 정보통신망 이용촉진 및 정보보호 등에 관한 법률 제50조, its 시행령 제61조 and 별표 6. */
export const KOREA: Law = {
  id: 'KR',
  // 제50조 ③; e-mail is exempt by 시행령 제61조 ②.
  night: { from: 21 * 60, to: 8 * 60, exempt: ['email'], opensByConsent: true, zones: ['Asia/Seoul'] },
  // 제50조 ① 1호, 시행령 제61조 ①; not for Brand Messages, because Kakao asks for a consent that names ads by KakaoTalk.
  implied: { months: { email: 6, sms: 6, push: 6 }, zone: 'Asia/Seoul' },
  refusal: {
    exact: new Set(
      '수신거부 거부 수신거절 거절 차단 해지 수신해지 수신중지 중지 그만 그만보내세요 보내지마세요 보내지마 문자거부 광고거부 무료수신거부 무료거부'.split(
        ' ',
      ),
    ),
    inside: /수신\s*거[부절]|광고\s*거부|문자\s*거부|보내지\s*(?:마|말)/u,
  },
  mail: {
    subject: labelledSubject,
    notice: (brand, links) => [...koreanLines(brand, links), ...englishWayOut(links)],
    faults: mailFaults,
  },
  push: {
    notice: ({ title, text }, brand) => ({
      title: `${AD_LABEL}${brand.name} ${title}`,
      text: text.endsWith(PUSH_WAY_OUT) ? text : `${text}\n${PUSH_WAY_OUT}`,
    }),
    faults: pushFaults,
  },
  text: {
    notice: (brand) => {
      // The contact may be left out where it is the caller number anyway.
      const contact = koreanDigits(brand.phone) === koreanDigits(brand.smsSender) ? '' : ` ${brand.phone}`;
      return { first: `${AD_LABEL}${brand.name}${contact}`, last: `무료수신거부 ${brand.optOutNumber}` };
    },
    faults: textFaults,
  },
};
