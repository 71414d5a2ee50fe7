import { type AnyNode, isTag, isText } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import type { Brand } from '../settings/settings.ts';
import type { Law } from './notice.ts';

/**
 * Reads the finished message as a receiver would and says what the law still misses. It shares nothing with the renderer,
 * so that a fault there cannot excuse itself. Sources: 정보통신망법 제50조 ④, 시행령 제61조 ③ 별표 6; CAN-SPAM § 7704(a)(5).
 */

const LABEL = '(광고)';

/** Signs that are not seen: zero-width, joiners, soft hyphen, byte order mark, Hangul fillers, directional marks. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** Brackets of any kind around 광고 with anything between its two syllables or up to four signs before them. */
const VARIANT =
  /[([{<〈《「『【〔｢]\s*['"“”‘’`]?[^\s()[\]{}<>]{0,4}?광[\s./·ㆍ・,_*~|\-–—]{0,3}고\s*['"“”‘’`]?\s*[)\]}>〉》」』】〕｣]/gu;

const folded = (text: string): string => text.normalize('NFKC').replace(UNSEEN, '').normalize('NFC');

/** The forbidden look-alikes of the label in a text: `(광 고)`, `[광고]`, `（광고）`, `(대출광고)` and their kin. */
export const labelVariants = (text: string): string[] => {
  // A label that is right as it stands is taken out first; what still reads like one is a trick.
  const rest = text.replaceAll(LABEL, '\n');
  return [...folded(rest).matchAll(VARIANT)].map(([variant]) => variant);
};

const HIDDEN_ELEMENTS = new Set([
  'head',
  'title',
  'style',
  'script',
  'template',
  'noscript',
  'textarea',
  'select',
  'option',
]);
const HIDDEN_STYLE = /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])/i;

interface Seen {
  text: string;
  readonly hrefs: Map<string, string>;
}

/** Visible text and links of an HTML document. */
const see = (nodes: readonly AnyNode[], seen: Seen): void => {
  for (const node of nodes) {
    if (isText(node)) seen.text += node.data;
    if (!isTag(node)) continue;
    const { style = '', href } = node.attribs;
    if (HIDDEN_ELEMENTS.has(node.name) || 'hidden' in node.attribs || HIDDEN_STYLE.test(style)) continue;
    const before = seen.text.length;
    see(node.children, seen);
    if (node.name === 'a' && href !== undefined) {
      seen.hrefs.set(href, `${seen.hrefs.get(href) ?? ''} ${seen.text.slice(before)}`);
    }
    seen.text += ' ';
  }
};

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

export interface FinishedEmail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** What an advertising e-mail lacks; empty means that it may go. */
export const emailAdFaults = (mail: FinishedEmail, brand: Brand, unsubscribe: string, law: Law): string[] => {
  const faults: string[] = [];
  const need = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault);
  };
  const seen: Seen = { text: '', hrefs: new Map() };
  see(parseDocument(mail.html).children, seen);
  const html = squeezed(seen.text);
  const text = squeezed(mail.text);
  const both = (words: string): boolean =>
    words.trim() !== '' && html.includes(squeezed(words)) && text.includes(squeezed(words));

  need(both(brand.name), 'the sender name is not in the body');
  need(both(brand.address), 'the postal address is not in the body');
  need(seen.hrefs.has(unsubscribe) && mail.text.includes(unsubscribe), 'the unsubscribe link is not in the body');
  if (law === 'other') return faults;

  need(mail.subject.startsWith(LABEL), 'the subject does not begin with (광고)');
  need(labelVariants(mail.subject).length === 0, 'the subject holds a look-alike of (광고)');
  need(both(brand.email), 'the sender e-mail is not in the body');
  need(both(brand.phone), 'the sender phone is not in the body');
  const words = seen.hrefs.get(unsubscribe) ?? '';
  need(words.includes('수신거부'), 'no link says 수신거부');
  need(/unsubscribe/i.test(words), 'no link says unsubscribe');
  need(text.includes('수신거부') && /unsubscribe/i.test(text), 'the text part does not say 수신거부 and unsubscribe');
  return faults;
};

/** What an advertising text message lacks; empty means that it may go. */
export const smsAdFaults = (body: string, brand: Brand, law: Law): string[] => {
  const faults: string[] = [];
  const lines = body.split('\n');
  const last = lines.at(-1) ?? '';
  if (law === 'other') {
    if (!body.includes(brand.name)) faults.push('the sender name is not in the text');
    if (!/\bSTOP\b/.test(last)) faults.push('the last line does not say how to stop');
    return faults;
  }
  if (!body.startsWith(`${LABEL}${brand.name}`) || brand.name.trim() === '')
    faults.push('the text does not begin with (광고) and the sender name');
  if (labelVariants(body).length > 0) faults.push('the text holds a look-alike of (광고)');
  const sender = brand.smsSender.replace(/\D/g, '').replace(/^82/, '0').replace(/^00/, '0');
  const contact = brand.phone.replace(/\D/g, '').replace(/^82/, '0').replace(/^00/, '0');
  if (contact === '' || (contact !== sender && !(lines[0] ?? '').includes(brand.phone)))
    faults.push('the sender contact is not in the first line');
  if (!/^무료수신거부 080-?\d{3,4}-?\d{4}$/.test(last) || !last.endsWith(brand.optOutNumber))
    faults.push('the last line is not 무료수신거부 with a free 080 number');
  return faults;
};
