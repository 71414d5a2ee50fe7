import type { TimelineEntry } from './customer.ts';

/** One line of a timeline: its kind decides the words, `detail` is everything else it carried. */
export interface TimelineLine {
  readonly kind: 'event' | 'message';
  readonly type: string;
  readonly at: string;
  /** A person's own word (event name, page title, campaign name): text. */
  readonly name: string | undefined;
  readonly campaignId: string | undefined;
  /** Of a message that a journey sent. */
  readonly journeyId: string | undefined;
  readonly status: string | undefined;
  readonly reason: string | undefined;
  readonly channel: string | undefined;
  /** What happened to a message after it was handed over, oldest first. */
  readonly steps: readonly { readonly what: MessageStep; readonly at: string }[];
  readonly detail: readonly (readonly [string, unknown])[];
}

/** When a ledger row says what, in the row's own field names; a fetch by a machine is not an opening by a person. */
const STEP_FIELDS = [
  ['delivered', 'deliveredAt'],
  ['opened', 'openedHumanAt'],
  ['fetched', 'openedAt'],
  ['clicked', 'clickedHumanAt'],
  ['unsubscribed', 'unsubscribedAt'],
  ['optedOut', 'optedOutAt'],
  ['bounced', 'bouncedAt'],
  ['complained', 'complainedAt'],
] as const;
export type MessageStep = (typeof STEP_FIELDS)[number][0];

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SHOWN = new Set([
  'type',
  'at',
  'event',
  'name',
  'campaignId',
  'journey',
  'templateId',
  'status',
  'reason',
  'channel',
  'id',
  'messageId',
  'key',
  'ref',
  ...STEP_FIELDS.map(([, field]) => field),
]);

export const timelineLine = (entry: TimelineEntry, campaigns: ReadonlyMap<string, string>): TimelineLine => {
  const campaignId = entry.type === 'message' ? text(entry.campaignId) : undefined;
  const isMessage = entry.type === 'message';
  const journeyId = isMessage && isObject(entry.journey) ? text(entry.journey.id) : undefined;
  const inner = isObject(entry.properties) ? entry.properties : isObject(entry.traits) ? entry.traits : {};
  const rest = Object.entries(entry).filter(
    ([key, value]) => !SHOWN.has(key) && key !== 'properties' && key !== 'traits' && value !== undefined,
  );
  return {
    kind: isMessage ? 'message' : 'event',
    type: entry.type,
    at: entry.at,
    // A single message has no campaign; its template says what it was.
    name: isMessage
      ? (campaigns.get(campaignId ?? '') ?? campaignId ?? journeyId ?? text(entry.templateId))
      : (text(entry.event) ?? text(entry.name)),
    ...{ campaignId, journeyId },
    status: text(entry.status),
    reason: text(entry.reason),
    channel: text(entry.channel),
    steps: STEP_FIELDS.flatMap(([what, field]) => {
      const at = text(entry[field]);
      const known = what === 'fetched' && text(entry.openedHumanAt) !== undefined;
      return at === undefined || known ? [] : [{ what, at }];
    }).sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0)),
    detail: [...Object.entries(inner), ...rest],
  };
};
