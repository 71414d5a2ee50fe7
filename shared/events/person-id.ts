import { byteLength } from '../platform/digest.ts';
import { quote } from '../platform/errors.ts';

/** Bytes of UTF-8 in an id; keys of the events table hold two ids and a time within DynamoDB's 1,024 bytes. */
const MAX_ID_BYTES = 256;

/** What broken code sends in place of nothing: such an id would merge thousands of strangers into one customer (rule 17). */
const NOTHING = ['null', '(null)', '<null>', 'undefined', 'nan', '[object object]', 'none', 'nil', 'n/a', 'infinity'];
/** What code sends for somebody it does not know; the zero UUID is what phones give when tracking is refused. */
const NOBODY = ['true', 'false', '0', '-1', 'anonymous', 'guest', 'unknown', 'not_authenticated', 'distinct_id'];
const ZERO_UUID = '00000000-0000-0000-0000-000000000000';

const POISONED_MESSAGE_IDS: ReadonlySet<string> = new Set([...NOTHING, ZERO_UUID]);
const POISONED_IDS: ReadonlySet<string> = new Set([...NOTHING, ...NOBODY, ZERO_UUID]);

const CONTROL = /\p{Cc}/u;

const textFlaw = (id: string): string | undefined => {
  if (id.trim() === '') return 'is empty; leave it out or send the real id';
  if (!id.isWellFormed()) return 'holds half of a surrogate pair, which UTF-8 cannot carry; send well-formed text';
  if (CONTROL.test(id)) return `${quote(id)} holds a control character; ids are plain text`;
  if (id.length > MAX_ID_BYTES / 4 && byteLength(id) > MAX_ID_BYTES)
    return `is ${byteLength(id)} bytes long; at most ${MAX_ID_BYTES} bytes are allowed`;
  return undefined;
};

const poison = (id: string, list: ReadonlySet<string>, harm = 'people would become one'): string | undefined =>
  id.length <= 40 && list.has(id.trim().toLowerCase())
    ? `${quote(id)} stands for "nobody"; many ${harm}. Leave it out or send the real id`
    : undefined;

/** Why an id of something else than a person stands for nothing; `harm` finishes "many …". */
export const nobodyFlaw = (id: string, harm: string): string | undefined => poison(id, POISONED_IDS, harm);

/** Why a userId, anonymousId, previousId or groupId cannot be used, if it cannot. */
export const idFlaw = (id: string): string | undefined => textFlaw(id) ?? poison(id, POISONED_IDS);

/** Why a messageId cannot be used: a counter may be `0`, but "undefined" would swallow every event but the first. */
export const messageIdFlaw = (id: string): string | undefined => textFlaw(id) ?? poison(id, POISONED_MESSAGE_IDS);
