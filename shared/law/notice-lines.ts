import type { Brand } from '../settings/brand.ts';
import type { FooterLinks, NoticeLine } from './law.ts';

/** Footer of an advertising e-mail in Korean: why it came, who sent it, how to get no more. */
export const koreanLines = (brand: Brand, { unsubscribe, preferences }: FooterLinks): NoticeLine[] => [
  [`본 메일은 ${brand.name}에서 광고성 정보 수신에 동의하신 분께 보내 드립니다.`],
  [`${brand.name} | ${brand.address} | 전화 ${brand.phone} | 이메일 ${brand.email}`],
  ['수신을 원하지 않으시면 ', { text: '수신거부', href: unsubscribe }, '를 눌러 주세요. 비용이 들지 않습니다.'],
  ['덜 자주 받거나 받을 소식을 고르시려면 ', { text: '수신 설정', href: preferences }, '을 눌러 주세요.'],
];

/** How to get no more, in English. */
export const englishWayOut = ({ unsubscribe, preferences }: FooterLinks): NoticeLine[] => [
  ['If you no longer wish to receive these e-mails, please ', { text: 'unsubscribe', href: unsubscribe }, '.'],
  ['To get fewer of them, or to choose among them: ', { text: 'preferences', href: preferences }, '.'],
];

export const englishLines = (brand: Brand, links: FooterLinks): NoticeLine[] => [
  [`This is an advertisement by ${brand.name}, sent to you because you agreed to get it or are a customer.`],
  [`${brand.name} | ${brand.address} | Phone ${brand.phone} | E-mail ${brand.email}`],
  ...englishWayOut(links),
];
