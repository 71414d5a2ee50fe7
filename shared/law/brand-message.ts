import type { Brand } from '../settings/brand.ts';
import { unmet } from './faults.ts';
import { labelVariants } from './korean-label.ts';
import type { QuietSpan } from './quiet-hours.ts';

/**
 * Kakao takes no Brand Message in these hours of Korea, whatever a person agreed to: ten minutes more than the night of 정보통신망법 제50조 ③
 * (NHN Cloud and Naver Cloud, Brand Message overview).
 */
export const KAKAO_NIGHT: QuietSpan = { from: 20 * 60 + 50, to: 8 * 60 };
export const KAKAO_ZONE = 'Asia/Seoul';

/**
 * What a Brand Message lacks as an ad. KakaoTalk draws `(광고)`, the channel's name and its block button around it because the message is
 * handed over with its ad flag, so no word of the message may imitate them; the free number is the one on the channel (제50조 ④, 시행령 별표 6).
 */
export const brandMessageFaults = (words: readonly string[], brand: Brand): string[] =>
  unmet([
    [brand.name.trim() !== '', 'the sender has no name'],
    [labelVariants(words.join('\n')).length === 0, 'the words hold a look-alike of (광고)'],
    [/^080-?\d{3,4}-?\d{4}$/.test(brand.optOutNumber), 'the sender has no free 080 number'],
  ]);
