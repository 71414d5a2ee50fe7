import * as z from 'zod';
import { byteLength } from '../platform/digest.ts';
import { bucketOf } from '../platform/hash.ts';

/** Spelling of every composite key. A key is written here and nowhere else. */

/** `2026-11-22T01:02:03.456Z#<messageId>`, or `-#<messageId>` for an event that carries no time of its own. */
export const eventKey = (clientTime: string | undefined, messageId: string): string =>
  `${clientTime ?? '-'}#${messageId}`;

export const PROFILE = 'profile';
/** Parts of the folds table, which no night scans. */
export const CHECKPOINT = 'checkpoint';
/** What a person's expiring events amount to; stands under the person as sent. */
export const SEAL = 'seal';

/** Bytes of a sort key in DynamoDB; what is longer names nothing. */
export const MAX_KEY_BYTES = 1_024;

/** A key in a cursor: a caller may have made it up, and DynamoDB refuses an empty or a longer one. */
export const keyText = z
  .string()
  .min(1)
  .refine((text) => byteLength(text) <= MAX_KEY_BYTES);

export const consentKey = (channel: string, at: string, evidenceId: string): string => `${channel}#${at}#${evidenceId}`;

/** Rows of a person's wishes stand beside the evidence, so that a gate reads both at once. */
export const PREFERENCE_PREFIX = 'preference#';
export const preferenceKey = (at: string, id: string): string => `${PREFERENCE_PREFIX}${at}#${id}`;

/** Rows of notices to a person stand there, too, numbered; and what became of each. */
export const NOTICE_PREFIX = 'notice#';
export const noticeKey = (number: number): string => `${NOTICE_PREFIX}${String(number).padStart(6, '0')}`;
export const noticeEndKey = (number: number, status: string): string => `${noticeKey(number)}#${status}`;

/** How often an address was asked to confirm, beside what it refuses. */
export const askedKey = (addressHmac: string): string => `asked#${addressHmac}`;

/** Ledger row of one message: one per customer, campaign, step and occurrence. */
export const messageKey = (campaignId: string, step = 0, occurrence = 0): string =>
  `${campaignId}#${step}#${occurrence}`;

/** Partition of the guard row that keeps one mailbox to one message (rule 6). */
const GUARD = 'address:';
export const addressGuard = (addressHmac: string): string => `${GUARD}${addressHmac}`;

const CONTACT = 'contact:';
/** Row that puts those who are about to write to a person in a line (rule 9). */
export const contactKey = (customerId: string) => ({ customerId: `${CONTACT}${customerId}`, key: 'reserved' });

/** False for the ledger table's rows that are no messages. */
export const isMessageOf = (customerId: string): boolean =>
  !customerId.startsWith(GUARD) && !customerId.startsWith(CONTACT);

export const SEND_STATE = 'state';
export const CHUNK_PREFIX = 'chunk#';
export const chunkKey = (bucket: string, index: number): string =>
  `${CHUNK_PREFIX}${bucket}#${String(index).padStart(4, '0')}`;
/** The ids of a chunk stand apart from its state, which is written often and must stay small. */
export const chunkIdsKey = (bucket: string, index: number): string => `ids#${bucket}#${String(index).padStart(4, '0')}`;
export const BUCKET_PREFIX = 'bucket#';
export const bucketKey = (bucket: string): string => `${BUCKET_PREFIX}${bucket}`;
/** What was approved at launch; written once. */
export const SEND_SNAPSHOT = 'snapshot';
export const SEND_APPROVAL = 'approval';
/** How far a recurring campaign is. */
export const SEND_SERIES = 'series';
/** Partition that lists campaigns the tick must look at, so that it never scans; no campaign's id has its sign. */
export const ACTIVE_SENDS = 'active#';
/** Links of one text message; in the table of sends, whose campaigns have no such sign in their ids. */
export const linksKey = (name: string) => ({ campaignId: `links#${name}`, part: 'links' });
/** Partition that lists the events which are goals of launched campaigns; part is the event's name. */
export const WATCHED_GOALS = 'goals#';
/** Switch of all ads of a channel; no campaign's id has its sign. */
export const adsPauseKey = (channel: string) => ({ campaignId: 'pauses#', part: channel });
export const rateKey = (channel: string): string => `rate#${channel}`;

export const memberKey = (segmentId: string, customerId: string): { segmentBucket: string; customerId: string } => ({
  segmentBucket: segmentBucket(segmentId, bucketOf(customerId)),
  customerId,
});
export const segmentBucket = (segmentId: string, bucket: string): string => `${segmentId}#${bucket}`;

export const HEAD = 'head';
export const definitionId = (kind: string, id: string): string => `${kind}#${id}`;
export const definitionVersion = (version: number): string => String(version).padStart(6, '0');

export const RUNS = 'runs';
export const LOCK = 'lock';
/** Part of the lock and of the pointer to the last successful run. */
export const RECOMPUTE = 'recompute';
export const LAST_RUN = 'lastRun';
/** Pointer to the last run whose tables for SQL are whole. */
export const LAST_EXPORT = 'lastExport';
/** What each step of a run used; part is the step. */
export const runSteps = (runId: string): string => `steps#${runId}`;
/** Figures of the RFM grid; part is the run id. */
export const RFM_REPORT = 'rfm';
export const KPI = 'kpi';
/** Figures that each run works out anew for all of the past; part is the day of the run. */
export const KPI_HISTORY = 'kpiHistory';
export const RETENTION = 'retention';
export const NEXT_ORDERS = 'nextOrders';
/** What Kakao said of templates of AlimTalk; part is the template's id at Solapi. */
export const ALIMTALK = 'alimtalk';
/** Hosted pictures in Solapi's own store, which texts name; part is `<use>#<name>`. */
export const PICTURES = 'pictures';
/** How far the lists of Solapi have been read; part is the list. */
export const SOLAPI = 'solapi';
export const RFM_MOVES = 'rfmMoves';
export const ACQUIRED = 'acquired';
export const campaignSubject = (campaignId: string): string => `campaign#${campaignId}`;
/** Messages of a channel that were handed over on one day (UTC). */
export const channelDaySubject = (channel: string, day: string): string => `channelDay#${channel}#${day}`;
export const COUNTER_PREFIX = 'shard#';
export const counterPart = (table: string, shardId: string): string => `${COUNTER_PREFIX}${table}#${shardId}`;
/** Day (of the shop) on which people came to messages of a journey; no journey's id has the sign. */
export const journeyDay = (journeyId: string, date: string): string => `${journeyId}#${date}`;
export const journeyDaySubject = (day: string): string => `journeyDay#${day}`;
export const journeySubject = (journeyId: string): string => `journey#${journeyId}`;
/** Counters of a subject's closed shards, folded together. */
export const COUNTER_BASE = 'base';
/** Grounds to think that two customers are one person; part names them. */
export const duplicatesSubject = (bucket: string): string => `duplicates#${bucket}`;
/** What a person decided on a pair; part is the pair's keyed hash. */
export const decisionSubject = (bucket: string): string => `decided#${bucket}`;
/** Looks at personal data on one day. */
export const accessSubject = (day: string): string => `access#${day}`;
/** The same looks under the keyed hash of each person who was seen; part begins with the time. */
export const accessOfSubject = (hash: string): string => `accessOf#${hash}`;
/** Erasures; part is the request's id. */
export const ERASURES = 'erasures';
/** Erasures whose work is not over; part is the request's id. */
export const OPEN_ERASURES = 'erasures#open';
/** What came in; parts are `shard#<stream shard>` and the base of closed shards. */
export const CATALOGUE = 'catalogue';
export const cataloguePart = (shardId: string): string => `${COUNTER_PREFIX}${shardId}`;
/** One person's way through a journey: `<journey>#<run>`; neither part has the sign. */
export const runKey = (journeyId: string, runId: string): string => `${journeyId}#${runId}`;
/** When a person last entered a journey that may be entered again after some days; no run is called so. */
export const LAST_ENTRY = '-';
/** A run that is to begin on a day: `<journey>#@<YYYY-MM-DD>`; no run's own name has the sign. */
export const plannedRun = (journeyId: string, date: string): string => runKey(journeyId, `@${date}`);
/** The parts of a planned run's key; nothing for another one. */
export const plannedIn = (run: string): { readonly journeyId: string; readonly date: string } | undefined => {
  const [, journeyId, date] = /^([^#]+)#@(.+)$/.exec(run) ?? [];
  return journeyId === undefined || date === undefined ? undefined : { journeyId, date };
};
/** Partitions of the runs that are no person's: how a journey stands, what wakes journeys, and what is kept aside. */
export const journeyPartition = (journeyId: string): string => `journey:${journeyId}`;
export const WATCHED_BY_JOURNEYS = 'watched:';
export const stuckPartition = (journeyId: string): string => `stuck:${journeyId}`;
export const isRunOf = (customerId: string): boolean => /^[ua]:/.test(customerId);
/** Of a run's timer. */
export const JOURNEY_TIMER = 'journey';

/** Timers of one kind, in so many partitions that a sweep is a few queries and a burst no hot key. */
const TIMER_SHARDS = 4;
/** A whole shop may wait for ten in the morning. */
const shardsOf = (kind: string): number => (kind === JOURNEY_TIMER ? 16 : TIMER_SHARDS);
export const timerShards = (kind: string): string[] =>
  Array.from({ length: shardsOf(kind) }, (_, index) => `${kind}#${index}`);
export const timerShard = (kind: string, id: string): string => `${kind}#${Number(bucketOf(id)) % shardsOf(kind)}`;
/** `<due time>#<id>`: what is due is what sorts below now. */
export const timerDue = (dueAt: string, id: string): string => `${dueAt}#${id}`;

/** Provider events that belong to no message we know; part is the time and an id. */
export const UNMATCHED = 'unmatched';

/** Which pool a code belongs to; no code is in two. */
export const couponCodeKey = (code: string) => ({ subject: `code#${code}`, part: 'code' });
/** Codes of a pool that nobody has, and those that are out, in one partition of sixteen. */
export const couponCodes = (pool: string, shard: string): string => `codes#${pool}#${shard}`;
export const FREE_COUPON = 'free#';
export const OUT_COUPON = 'out#';
export const couponCounters = (pool: string): string => `pool#${pool}`;
/** What an effect handed out; the effect by its hash. */
export const couponEffectKey = (effect: string) => ({ subject: `effect#${effect}`, part: 'effect' });
/** Codes that a person was given or used; part is the code. */
export const couponsOfPerson = (customerId: string): string => `person#${customerId}`;

/** What is done about a person beside messages: one row per effect, and one under the person, so that it can be found. */
export const effectOfPerson = (customerId: string): string => `person#${customerId}`;
export const taskKey = (taskId: string) => ({ subject: `task#${taskId}`, part: 'task' });
/** Partition of the index by which tasks of one state are listed, first due first. */
export const taskList = (state: string): string => `tasks#${state}`;
export const webhookCallKey = (callId: string) => ({ subject: `call#${callId}`, part: 'call' });
export const webhookStateKey = (webhookId: string) => ({ subject: `webhook#${webhookId}`, part: 'state' });
/** Part of a message that a person is shown on the shop's own pages; it stands under the person. */
export const ONSITE_PREFIX = 'onsite#';
/** A page made for one person; its id stands in the link. */
export const landingKey = (landingId: string) => ({ subject: `landing#${landingId}`, part: 'page' });
/** Answers to the messages that the ledger counts under one name; part begins with the time of the first answer. */
export const ANSWER_PREFIX = 'answer#';
export const answersOf = (campaignId: string): string => `answers#${campaignId}`;
/** Products of the catalogue, by bucket of their id; part is the product's id. */
export const productKey = (productId: string) => ({ subject: productBucket(bucketOf(productId)), part: productId });
export const productBucket = (bucket: string): string => `products#${bucket}`;
/** What a night learned of the whole shop from its orders. */
export const SHOP_WARES = { subject: 'products', part: 'learned' } as const;
/** Who asked to be told when a product is there again; part is the person as sent. The person's own entry is `<prefix><product>`. */
export const askedFor = (productId: string): string => `asked#${productId}`;
export const ASKED_PREFIX = 'asked#';
