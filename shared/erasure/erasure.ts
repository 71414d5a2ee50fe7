import * as z from 'zod';
import { armOf, type Split } from '../campaigns/arm.ts';
import { CONSENT_CHANNELS } from '../consent/evidence.ts';
import { hmac } from '../platform/hash.ts';

/** Items by table. */
const countsSchema = z.record(z.string(), z.number().int());
export type Counts = z.infer<typeof countsSchema>;

/** What stays of an erased person, where, and why. */
const remainderSchema = z.object({ table: z.string(), what: z.string(), hashes: z.array(z.string()), why: z.string() });
type Remainder = z.infer<typeof remainderSchema>;

/**
 * Proof of an erasure. `deleting`: the work goes on; `deleted`: done, and looked after again at `finalDueAt`; `final`:
 * stragglers of a day are gone, too.
 */
export const erasureSchema = z.object({
  requestId: z.string(),
  state: z.enum(['deleting', 'deleted', 'final']),
  requestedAt: z.string(),
  /** Name of the key or person. */
  requestedBy: z.string(),
  /** Addresses and numbers in it are masked. */
  reason: z.string().nullable(),
  /** What was found before anything was deleted. */
  deleted: countsSchema,
  deletedAt: z.string().optional(),
  finalDueAt: z.string().optional(),
  /** What had come in again until `finalAt`, such as events that a stream delivered late. */
  stragglers: countsSchema.optional(),
  finalAt: z.string().optional(),
  kept: z.array(remainderSchema),
});
export type Erasure = z.infer<typeof erasureSchema>;

/** What has to be found again a day later; kept sealed until then, and not a moment longer. */
export const targetsSchema = z.object({
  /** Inner ids, the customer's own first. */
  ids: z.array(z.string()),
  /** Anonymous ids that the person claimed and lost to somebody else. */
  lost: z.array(z.string()),
  /** `email:<keyed hash>`, `phone:<keyed hash>` of every address the person has had. */
  aliases: z.array(z.string()),
  addresses: z.array(z.object({ channel: z.enum(CONSENT_CHANNELS), hash: z.string() })),
  /** Segments that the profile said the person is or was in. */
  segments: z.array(z.string()),
});
export type Targets = z.infer<typeof targetsSchema>;

/** Nobody is erased twice: an erased id stays nobody's for good, so the request's id follows from the person's. */
export const requestIdOf = (key: Buffer, customerId: string): string =>
  `erasure-${hmac(key, `request\u0000${customerId}`).toString('hex').slice(0, 32)}`;

/** Tries at a stand-in of the same arm; at a control share of 1 % a thousand fail once in 20,000 campaigns. */
const TRIES = 10_000;

/**
 * Who stands in an erased person's place in one campaign: another one in each, so that they cannot be put together. In the
 * same arm, because the arm follows from the id and counters must stay what they are.
 */
export const standIn = (key: Buffer, campaignId: string, id: string, split: Split): string => {
  const arm = armOf(campaignId, id, split);
  for (let attempt = 0; ; attempt++) {
    const hash = hmac(key, `${campaignId}\u0000${id}\u0000${attempt}`).toString('hex').slice(0, 32);
    const other = `erased:${hash}`;
    if (attempt === TRIES || armOf(campaignId, other, split) === arm) return other;
  }
};

export const isStandIn = (id: string): boolean => id.startsWith('erased:');

/** What remains, in the words of the proof. */
export const keptOf = (idHashes: readonly string[], { addresses }: Targets): Remainder[] => [
  {
    table: 'identities',
    what: 'keyed hash (HMAC-SHA-256) of each id',
    hashes: [...idHashes],
    why: 'Events that a repeated import or a late delivery brings for these ids are dropped.',
  },
  {
    table: 'suppressions',
    what: 'keyed hash (HMAC-SHA-256) of each address and number',
    hashes: addresses.map(({ hash }) => hash),
    why: 'Nobody is written to at these addresses until a new, dated consent is given.',
  },
  {
    table: 'exports',
    what: 'the row of last night in the tables for SQL that are written whole',
    hashes: [],
    why: 'Gone with the next night, which writes them anew; events have left their files at once.',
  },
  {
    table: 'messages, sends, orders',
    what: 'rows of campaigns under a keyed hash that differs in each campaign, without address, content or order number',
    hashes: [],
    why: 'Figures of past campaigns stay what they were; the rows cannot be put together to one person.',
  },
];
