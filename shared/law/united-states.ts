import { unmet } from './faults.ts';
import { GENERAL, namedMailFaults } from './general.ts';
import type { Law } from './law.ts';

/** CAN-SPAM (15 USC 7704) for e-mail; TCPA (47 CFR 64.1200) and the words of CTIA for text messages. */
export const UNITED_STATES: Law = {
  ...GENERAL,
  id: 'US',
  // 47 CFR 64.1200(c)(1): before 8 am or after 9 pm, local time at the called party's location.
  night: { from: 21 * 60, to: 8 * 60, exempt: ['email', 'push'], opensByConsent: false },
  // CAN-SPAM knows no consent that runs out; text ads need express written consent (64.1200(a)(2), (f)(9)).
  implied: { months: { email: null }, zone: 'UTC' },
  refusal: {
    // The FCC's words of 2025 (64.1200(a)(10)), those of CTIA, and those of AWS End User Messaging.
    exact: new Set('stop stopall end quit cancel unsubscribe optout revoke remove'.split(' ')),
    // At the beginning, whatever follows ("Stop texting me"), and what refuses wherever it stands.
    inside:
      /^(?:stop|quit|cancel|revoke|unsubscribe|end|remove)\b|\bunsubscribe\b|\bopt(?:ed)?[\s-]?out\b|\bstop\s?all\b/u,
  },
  mail: {
    ...GENERAL.mail,
    faults: (mail, brand, unsubscribe) => [
      ...namedMailFaults(mail, brand, unsubscribe),
      // 15 USC 7704(a)(5)(A)(i): clear identification that the message is an advertisement.
      ...unmet([
        [
          /advertisement|광고/i.test(mail.html) && /advertisement|광고/i.test(mail.text),
          'the body does not say that it is an advertisement',
        ],
      ]),
    ],
  },
};
