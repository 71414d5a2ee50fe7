import { GENERAL } from './general.ts';
import type { Law } from './law.ts';

/** Canada's Anti-Spam Legislation: a purchase is an implied consent for two years (section 10 (10)); sender and address are named. */
export const CANADA: Law = {
  ...GENERAL,
  id: 'CA',
  // Of Canada's days, those of St. John's end first. Kakao's own rule holds everywhere: see korea.ts.
  implied: { months: { email: 24, sms: 24, push: 24 }, zone: 'America/St_Johns' },
};
