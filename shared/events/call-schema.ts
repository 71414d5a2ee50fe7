import * as z from 'zod';
import { quote } from '../platform/errors.ts';
import { EVENT_TYPES } from './event-type.ts';

const text = (what: string) =>
  z.string({ error: ({ input }) => `must be ${what} (a string), not ${quote(input)}` }).nullish();

const isDictionary = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checked but not copied: what was said is stored as it came. */
const dictionary = z
  .custom<Record<string, unknown>>(isDictionary, { error: ({ input }) => `must be an object, not ${quote(input)}` })
  .nullish();

/** One call of the Segment HTTP tracking API. `null` means absent, as the browser client sends it. Unknown fields stay. */
export const callSchema = z.looseObject({
  type: z.enum(EVENT_TYPES, {
    error: ({ input }) => `must be one of ${EVENT_TYPES.join(', ')}, not ${quote(input)}`,
  }),
  userId: text('an id'),
  anonymousId: text('an id'),
  messageId: text('an id'),
  previousId: text('an id'),
  groupId: text('an id'),
  event: text('the name of the event'),
  name: text('the name of the page or screen'),
  timestamp: text('an ISO 8601 time'),
  originalTimestamp: text('an ISO 8601 time'),
  properties: dictionary,
  traits: dictionary,
  context: dictionary,
});
export type Call = z.infer<typeof callSchema>;

/** What a `batch` call is, apart from its entries, which are judged one by one. */
export const batchSchema = z.looseObject({
  batch: z.array(z.unknown(), { error: ({ input }) => `must be a list of calls, not ${quote(input)}` }),
  writeKey: text('the write key'),
  context: dictionary,
});

export const credentialsSchema = z.looseObject({ writeKey: text('the write key') });

export const callObject = z.custom<Record<string, unknown>>(isDictionary, {
  error: ({ input }) => `must be an object, not ${quote(input)}`,
});
