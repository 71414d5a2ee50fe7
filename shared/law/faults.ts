import type { Brand } from '../settings/brand.ts';
import type { SeenMail } from './law.ts';

/** White space as a reader takes it. */
export const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The faults among requirements, each with what is said when it does not hold. */
export const unmet = (requirements: readonly (readonly [boolean, string])[]): string[] =>
  requirements.flatMap(([holds, fault]) => (holds ? [] : [fault]));

/** Words that stand in both parts of a mail where they can be seen. */
export const inBoth = (mail: SeenMail, words: string): boolean =>
  words.trim() !== '' && mail.html.includes(squeezed(words)) && mail.text.includes(squeezed(words));

/** What every law here asks of an advertising e-mail: who writes, from where, and a way out. */
export const senderFaults = (mail: SeenMail, brand: Brand, unsubscribe: string): string[] =>
  unmet([
    [inBoth(mail, brand.name), 'the sender name is not in the body'],
    [inBoth(mail, brand.address), 'the postal address is not in the body'],
    [mail.links.has(unsubscribe) && mail.text.includes(unsubscribe), 'the unsubscribe link is not in the body'],
  ]);
