import type { Brand } from '../settings/brand.ts';
import { senderFaults, squeezed, unmet } from './faults.ts';
import type { Law, SeenMail } from './law.ts';
import { englishLines, koreanLines } from './notice-lines.ts';

/** Sender, address and a link whose words say what it is for. */
export const namedMailFaults = (mail: SeenMail, brand: Brand, unsubscribe: string): string[] => [
  ...senderFaults(mail, brand, unsubscribe),
  ...unmet([[/unsubscribe|수신거부/i.test(mail.links.get(unsubscribe) ?? ''), 'no link says unsubscribe']]),
];

/** Sender first, and how to stop last. */
export const stopTextFaults = (body: string, brand: Brand): string[] => {
  const lines = body.split('\n');
  const [first = ''] = lines;
  return unmet([
    [
      brand.name.trim() !== '' && squeezed(first).includes(squeezed(brand.name)),
      'the text does not begin with its sender',
    ],
    [/\bSTOP\b/.test(lines.at(-1) ?? ''), 'the last line does not say how to stop'],
  ]);
};

/**
 * Every country without a law of its own here, among them those of the EU (ePrivacy Directive, article 13), Australia (Spam
 * Act 2003) and Japan: only who has said yes gets ads, each names its sender and has a way out. No law of these names hours;
 * the night is closed all the same.
 */
export const GENERAL: Law = {
  id: 'general',
  night: { from: 21 * 60, to: 8 * 60, exempt: ['email'], opensByConsent: false },
  implied: { months: {}, zone: 'UTC' },
  refusal: { exact: new Set(['arret', 'td']), inside: /(?!)/u },
  mail: {
    subject: (subject) => subject,
    notice: (brand, links, language) => (language === 'ko' ? koreanLines(brand, links) : englishLines(brand, links)),
    faults: namedMailFaults,
  },
  // The system names the app above the words and switches it off where it stands.
  push: { notice: (words) => words, faults: () => [] },
  text: {
    notice: (brand) => ({ first: brand.name, last: 'Reply STOP to opt out' }),
    faults: stopTextFaults,
  },
};
