import type { Brand } from '../settings/settings.ts';
import type { MessageLinks } from './context.ts';
import { koreanDigits } from './korean-text.ts';
import type { Language } from './template.ts';

/** Whose law a message must follow: the receiver's (see delivery/receiver.ts). */
export type Law = 'KR' | 'other';

/** Label of an advertisement in Korea: these four signs, nothing between, nothing before (시행령 별표 6). */
export const AD_LABEL = '(광고)';

/** One line of an e-mail's footer; a part with `href` is a link. */
export type NoticeLine = readonly (string | { readonly text: string; readonly href: string })[];

/** Sender and way out of an advertising e-mail. In Korea in Korean and English; elsewhere in the template's language. */
export const emailNotice = (brand: Brand, links: MessageLinks, law: Law, language: Language): NoticeLine[] => {
  const { unsubscribe, preferences } = links;
  const korean: NoticeLine[] = [
    [`본 메일은 ${brand.name}에서 광고성 정보 수신에 동의하신 분께 보내 드립니다.`],
    [`${brand.name} | ${brand.address} | 전화 ${brand.phone} | 이메일 ${brand.email}`],
    ['수신을 원하지 않으시면 ', { text: '수신거부', href: unsubscribe }, '를 눌러 주세요. 비용이 들지 않습니다.'],
    ['덜 자주 받거나 받을 소식을 고르시려면 ', { text: '수신 설정', href: preferences }, '을 눌러 주세요.'],
  ];
  const english: NoticeLine[] = [
    [`${brand.name} | ${brand.address} | Phone ${brand.phone} | E-mail ${brand.email}`],
    ['If you no longer wish to receive these e-mails, please ', { text: 'unsubscribe', href: unsubscribe }, '.'],
    ['To get fewer of them, or to choose among them: ', { text: 'preferences', href: preferences }, '.'],
  ];
  if (law === 'KR') return [...korean, ...english.slice(1)];
  return language === 'ko' ? korean : english;
};

/** First and last line of an advertising text message. */
export const smsNotice = (brand: Brand, law: Law): { readonly first: string; readonly last: string } => {
  if (law === 'other') return { first: brand.name, last: 'Reply STOP to opt out' };
  // The contact may be left out where it is the caller number anyway.
  const contact = koreanDigits(brand.phone) === koreanDigits(brand.smsSender) ? '' : ` ${brand.phone}`;
  return { first: `${AD_LABEL}${brand.name}${contact}`, last: `무료수신거부 ${brand.optOutNumber}` };
};

/** Subject with the label in front, added once. */
export const labelledSubject = (subject: string): string =>
  subject.startsWith(AD_LABEL) ? subject : `${AD_LABEL} ${subject}`;
