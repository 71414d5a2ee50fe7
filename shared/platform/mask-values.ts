import { maskEmail, maskName, maskPhone, maskText, maskToken } from './mask.ts';

/** Values of any shape as somebody sees them who need not know all: what a name says is personal is cut. */

/** Whom an order or a form speaks of, as SDKs and as Korean order sheets say it. */
const ROLES =
  'user|customer|member|client|guest|contact|recipient|receiver|buyer|orderer|payer|sender|consignee|billing|shipping|(?:card|account)[_ -]?holder|depositor';
const KOREAN_ROLES =
  '(?:고객|회원|구매자|구입자|주문자|수취인|수령인|수령자|수신인|예금주|입금자|결제자|신청자|담당자|예약자)|(?:받는|받으시는|보내는) ?(?:사람|분)';
/** 명 names the person only after a role: 상품명 is a thing. */
const NAMES = new RegExp(
  `^(?:full|first|last|middle|family|given|nick|real|${ROLES})[_ -]?name$|^(?:${KOREAN_ROLES})(?: ?(?:성명|성함|이름|명))?$|^(?:이름|성명|성함)$`,
  'i',
);
/** An object of this name describes a person, so that a plain `name` in it is a person's. */
const PEOPLE = new RegExp(`^(?:${ROLES}|${KOREAN_ROLES})$`, 'i');
const EMAILS = /e-?mail|이메일|메일/i;
const PHONES = /phone|mobile|tel(?:ephone)?$|휴대|전화|연락처/i;
const SECRETS = /address|street|postal|zip|birth|주소|배송지|우편|생일|생년|^ip$|latitude|longitude/i;

/** Of a device (devices.ts), or of whatever else lets its holder in. */
const TOKENS = /token$/i;

/** What somebody wrote in a field for free words may say anything of anybody. */
const FREE_WORDS = /^(?:comment|free[_ -]?text|의견|코멘트)$/i;

/** Whose `name` it is: a trait names a person, a property mostly a product or page. */
type About = 'person' | 'thing';

const maskScalar = (name: string, value: string, about: About): string => {
  if (EMAILS.test(name)) return maskEmail(value);
  if (PHONES.test(name)) return maskPhone(value);
  if (TOKENS.test(name)) return maskToken(value);
  if (NAMES.test(name) || (about === 'person' && /^name$/i.test(name))) return maskName(value);
  return maskText(value);
};

/**
 * A value of any shape as somebody sees it who need not know it all. What a name says is personal is cut; elsewhere
 * addresses and numbers inside texts are.
 */
export const maskValue = (name: string, value: unknown, about: About = 'person'): unknown => {
  if (FREE_WORDS.test(name) && typeof value === 'string' && value !== '') return '***';
  if (SECRETS.test(name) && value !== null && value !== undefined && value !== '' && !EMAILS.test(name)) return '***';
  if (typeof value === 'string') return maskScalar(name, value, about);
  if (typeof value === 'number' && PHONES.test(name)) return maskPhone(String(value));
  if (Array.isArray(value)) return value.map((entry) => maskValue(name, entry, about));
  if (typeof value !== 'object' || value === null) return value;
  return maskRecord(value, PEOPLE.test(name) ? 'person' : about);
};

const maskRecord = (values: object, about: About): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, maskValue(name, value, about)]));

interface Contacts {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

const maskContacts = ({ email, phone }: Contacts): Contacts => ({
  ...(email === undefined ? {} : { email: maskEmail(email) }),
  ...(phone === undefined ? {} : { phone: maskPhone(phone) }),
});

/** A customer, or a line of a list of them, with traits and contacts masked. */
export const maskCustomer = <Shown extends { traits: Record<string, unknown>; contacts: Contacts }>(
  customer: Shown,
): Shown => ({ ...customer, traits: maskRecord(customer.traits, 'person'), contacts: maskContacts(customer.contacts) });

/** An entry of a timeline with what the sender said masked. */
export const maskEntry = <Entry extends { readonly [name: string]: unknown }>(entry: Entry): Entry => ({
  ...entry,
  ...(entry.properties === undefined ? {} : { properties: maskValue('properties', entry.properties, 'thing') }),
  ...(entry.traits === undefined ? {} : { traits: maskValue('traits', entry.traits) }),
});

/** Evidence of consent with the address of its request masked. */
export const maskConsent = <Consent extends object>(consent: Consent): Consent => {
  const masked = (name: string, value: unknown): unknown => {
    if ((name === 'ip' || name === 'statedIp') && typeof value === 'string') return '***';
    return typeof value === 'string' && ['source', 'wording', 'by', 'file'].includes(name) ? maskText(value) : value;
  };
  return JSON.parse(JSON.stringify(consent, masked));
};
