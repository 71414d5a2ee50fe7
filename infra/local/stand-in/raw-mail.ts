import { addressParser, decodeWords } from 'postal-mime';

/** One header field: `value` unfolded, `source` as it stood, line ends included. */
type HeaderField = { name: string; value: string; source: string };
export type RawMail = { fields: HeaderField[]; body: Buffer };

/** RFC 5321 4.5.3.1.6: 1,000 bytes with CRLF; SES refuses longer lines. */
const LONGEST_LINE = 998;
const ONCE_ONLY = ['from', 'to', 'cc', 'subject', 'date', 'message-id', 'reply-to', 'sender', 'mime-version'];

/** Splits MIME source into header fields and body without touching a byte of either. */
export function splitRawMail(raw: Buffer): RawMail {
  const source = raw.toString('latin1');
  const end = /\r?\n\r?\n/.exec(source);
  const head = end ? source.slice(0, end.index) : source;
  const fields = head.split(/\r?\n(?![ \t])/).map((field) => {
    const colon = field.indexOf(':');
    const value = Buffer.from(field.slice(colon + 1), 'latin1').toString('utf8');
    return {
      name: field.slice(0, Math.max(colon, 0)).trim(),
      value: value.replace(/\r?\n(?=[ \t])/g, '').trim(),
      source: field,
    };
  });
  return { fields, body: end ? raw.subarray(end.index + end[0].length) : Buffer.alloc(0) };
}

export function headerOf(mail: RawMail, name: string): string | undefined {
  return mail.fields.find((field) => field.name.toLowerCase() === name)?.value;
}

/** Every bare address of a header such as To, groups included. */
export function addressesIn(value: string | undefined): string[] {
  if (!value) return [];
  return addressParser(value, { flatten: true }).flatMap((entry) => (entry.address ? [entry.address] : []));
}

/** Each mailbox of a header as a person reads it: `김단골 <kim@example.com>`. */
export function mailboxes(value: string): string[] {
  return addressParser(value, { flatten: true }).map(({ name, address }) =>
    name ? `${decodeWords(name)} <${address ?? ''}>` : (address ?? ''),
  );
}

/** `a=b, c=d` of X-SES-MESSAGE-TAGS. */
export function headerTags(mail: RawMail): Record<string, string> {
  const pairs = (headerOf(mail, 'x-ses-message-tags') ?? '').split(',').map((pair) => pair.trim().split('='));
  return Object.fromEntries(pairs.flatMap(([name, value]) => (name && value ? [[name.trim(), value.trim()]] : [])));
}

/** The message as it leaves SES: own Message-ID and Date, no Bcc, no X-SES-* instructions. */
export function rewrite(mail: RawMail, messageId: string, date: Date, region: string): Buffer {
  const dropped = ['message-id', 'date', 'bcc', 'x-ses-configuration-set', 'x-ses-message-tags'];
  const kept = mail.fields.filter((field) => !dropped.includes(field.name.toLowerCase()));
  const own = [
    `Message-ID: <${messageId}@${region}.amazonses.com>`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
  ];
  const head = [...own, ...kept.map((field) => field.source)].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), mail.body]);
}

/** The first fault that makes SES refuse the source, with the error it answers. */
export function faultOf(raw: Buffer, mail: RawMail): { code: string; message: string } | undefined {
  if (!headerOf(mail, 'from')) return { code: 'InvalidParameterValue', message: "Missing required header 'From'." };
  const names = mail.fields.map((field) => field.name.toLowerCase());
  const twice = ONCE_ONLY.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice) return { code: 'InvalidParameterValue', message: `Duplicate header '${twice}'.` };
  const length = longestLine(raw);
  if (length <= LONGEST_LINE) return undefined;
  return { code: 'MessageRejected', message: `Line of ${length} bytes is too long: at most 1000 bytes with CRLF.` };
}

function longestLine(raw: Buffer): number {
  let longest = 0;
  let start = 0;
  while (start <= raw.length) {
    const newline = raw.indexOf(10, start);
    const end = newline === -1 ? raw.length : newline;
    longest = Math.max(longest, raw[end - 1] === 13 ? end - start - 1 : end - start);
    start = end + 1;
  }
  return longest;
}

/** SES knows no SMTPUTF8: the local part is 7-bit ASCII, the domain has a dot. */
export function addressFault(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  if (at < 1 || at === address.length - 1) return `Missing final '@domain' in '${address}'`;
  if (!/^[!-~]+$/.test(address.slice(0, at)))
    return `Local address of '${address}' has characters that are not 7-bit ASCII`;
  if (!/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(address.slice(at + 1)))
    return `Domain of '${address}' is not a dotted ASCII name`;
  return undefined;
}
