import * as z from 'zod';
import { linkSchema, messageSchema } from '../delivery/message.ts';
import { ACTORS } from './actor.ts';
import { answerSchema } from './answer.ts';
import {
  addClick,
  addOpen,
  addVisit,
  type Click,
  clickSchema,
  firstPersonOpen,
  judgeClicks,
  personClicks,
  visitSchema,
} from './click.ts';
import type { BounceType, Fact } from './fact.ts';
import { LISTED_BOUNCES } from './ses-event.ts';

const engagement = {
  /** First open by each kind of actor. */
  opens: z.partialRecord(z.enum(ACTORS), z.string()).optional(),
  /** Times of opens that looked like a person's, ascending. */
  humanOpens: z.array(z.string()).optional(),
  clicks: z.array(clickSchema).optional(),
  /** Fetches of the pages of other links, which show who clicks. */
  visits: z.array(visitSchema).optional(),
  /** Times of the clicks that a person made, ascending: the touches of attribution. */
  personClicks: z.array(z.string()).optional(),
  /** The provider took the message and then refused it: it was not sent, whatever else is said. */
  rejectedAt: z.string().optional(),
  /** Highest price that the provider has named, in millionths of a US dollar. */
  priceMicroUsd: z.number().int().optional(),
};

/** A ledger row with everything that feedback keeps on it, and on the other ways of the message. */
export const engagedMessageSchema = messageSchema.extend({
  ...engagement,
  links: z.record(z.string(), linkSchema.extend(engagement)).optional(),
  /** To what the message asked; written by `track` when somebody presses the button. */
  answer: answerSchema.optional(),
});
export type EngagedMessage = z.infer<typeof engagedMessageSchema>;

const earliest = (known: string | undefined, at: string): string => (known === undefined || at < known ? at : known);

const BOUNCE_RANK: Readonly<Record<BounceType, number>> = { Transient: 0, Undetermined: 1, Permanent: 2 };

/** Statuses that a receipt may correct. `skipped` and `control` rows were never handed over, so no receipt is theirs. */
const OPEN_STATUSES: readonly string[] = ['claimed', 'unknown', 'deferred', 'failed'];

const settled = (row: EngagedMessage, at: string): EngagedMessage => {
  const handedOver = row.status === 'sent' || OPEN_STATUSES.includes(row.status);
  if (row.rejectedAt !== undefined && handedOver)
    return { ...row, status: 'failed', reason: 'rejected', until: undefined };
  if (row.status === 'sent' || !handedOver) return row;
  return { ...row, status: 'sent', reason: undefined, until: undefined, handedOverAt: row.handedOverAt ?? at };
};

const bounced = (row: EngagedMessage, fact: Fact & { kind: 'bounced' }): EngagedMessage => {
  const known = row.bounceType;
  const worse = known === undefined || BOUNCE_RANK[fact.type] > BOUNCE_RANK[known];
  const same = known === fact.type && fact.subType < (row.bounceSubType ?? '');
  return {
    ...row,
    bouncedAt: earliest(row.bouncedAt, fact.at),
    ...(worse || same ? { bounceType: fact.type, bounceSubType: fact.subType } : {}),
  };
};

const complained = (row: EngagedMessage, fact: Fact & { kind: 'complained' }): EngagedMessage => {
  // "This is not spam" is sent by the same channel as its opposite.
  if (fact.feedbackType === 'not-spam') return row;
  if (fact.list === undefined) return { ...row, complainedAt: earliest(row.complainedAt, fact.at) };
  // A complaint counts once, with the message that it was about; this one ended on the list.
  return bounced(row, { kind: 'bounced', at: fact.at, type: 'Permanent', subType: fact.list, deadAddress: false });
};

/** Rows that are older than the list know the first one. */
const humanOpensOf = ({ humanOpens, opens }: EngagedMessage): readonly string[] =>
  humanOpens ?? (opens?.human === undefined ? [] : [opens.human]);

const opened = (row: EngagedMessage, fact: Fact & { kind: 'opened' }): EngagedMessage => ({
  ...row,
  opens: { ...row.opens, [fact.actor]: earliest(row.opens?.[fact.actor], fact.at) },
  openedAt: earliest(row.openedAt, fact.at),
  ...(fact.actor === 'human' ? { humanOpens: [...addOpen(humanOpensOf(row), fact.at)] } : {}),
});

const noted = (row: EngagedMessage, fact: Fact): EngagedMessage => {
  switch (fact.kind) {
    case 'accepted':
    case 'delayed':
      return row;
    case 'delivered':
      return { ...row, deliveredAt: earliest(row.deliveredAt, fact.at) };
    case 'bounced':
      return bounced(row, fact);
    case 'complained':
      return complained(row, fact);
    case 'rejected':
      return { ...row, rejectedAt: earliest(row.rejectedAt, fact.at) };
    case 'opened':
      return opened(row, fact);
    case 'clicked': {
      const { at, link, actor, reason } = fact;
      return { ...row, clicks: [...addClick(row.clicks ?? [], { at, link, actor, reason })] };
    }
    case 'visited':
      return { ...row, visits: [...addVisit(row.visits ?? [], { at: fact.at, link: fact.link })] };
    case 'unsubscribed':
      return { ...row, unsubscribedAt: earliest(row.unsubscribedAt, fact.at) };
    case 'optedOut':
      return { ...row, optedOutAt: earliest(row.optedOutAt, fact.at) };
    case 'uninstalled':
      return { ...row, uninstalledAt: earliest(row.uninstalledAt, fact.at) };
    case 'priced': {
      const micro = Math.round(fact.usd * 1e6);
      return {
        ...row,
        parts: Math.max(row.parts ?? 0, fact.parts),
        priceMicroUsd: Math.max(row.priceMicroUsd ?? 0, micro),
      };
    }
    default:
      return fact satisfies never;
  }
};

/** Ways in which a message loses a person, the plainest word first. */
export const LOSSES = ['complained', 'optedOut', 'unsubscribed', 'deadAddress'] as const;
export type Loss = (typeof LOSSES)[number];

/** The mailbox does not exist: not an address that is only on the provider's own list. */
export const isHardBounce = ({ bounceType, bounceSubType }: EngagedMessage): boolean =>
  bounceType === 'Permanent' && !LISTED_BOUNCES.includes(bounceSubType ?? '');

/** How the person was lost, if at all: each person once, whatever else they did. */
export const lostBy = (row: EngagedMessage): Loss | undefined => {
  if (row.complainedAt !== undefined) return 'complained';
  if (row.optedOutAt !== undefined) return 'optedOut';
  if (row.unsubscribedAt !== undefined) return 'unsubscribed';
  return isHardBounce(row) ? 'deadAddress' : undefined;
};

export const judgedClicks = (row: EngagedMessage): readonly Click[] =>
  judgeClicks(row.clicks ?? [], row.deliveredAt ?? row.handedOverAt, row.visits);

/** Clicks and opens are judged anew after every fact: a later delivery time or a second link can show that a machine clicked. */
const judged = (row: EngagedMessage): EngagedMessage => {
  const found = judgedClicks(row);
  const own = firstPersonOpen(humanOpensOf(row), found);
  const byProxy = row.opens?.proxy;
  const openedHumanAt = byProxy === undefined ? own : earliest(own, byProxy);
  const read = row.opens === undefined ? row : { ...row, openedHumanAt };
  const [first] = row.clicks ?? [];
  if (!first) return read;
  const people = personClicks(found);
  return {
    ...read,
    clickedAt: first.at,
    clickedHumanAt: people[0],
    personClicks: people.length > 0 ? people : undefined,
  };
};

/** Thousandths of the minor unit of the row's cost currency for a price in millionths of a dollar; nothing without a rate. */
export type MilliOf = (microUsd: number, currency: string) => number | undefined;

const priced = (row: EngagedMessage, milliOf: MilliOf): EngagedMessage => {
  if (!row.priceMicroUsd || row.costCurrency === undefined) return row;
  return { ...row, costMilli: milliOf(row.priceMicroUsd, row.costCurrency) ?? row.costMilli };
};

/**
 * The row after one more fact. The result is the same for any order of the facts and however often each arrives: times
 * are minima, clicks a set, and what is concluded from them is computed anew.
 */
export const withFact = (row: EngagedMessage, fact: Fact, milliOf: MilliOf): EngagedMessage => {
  const next = noted(row, fact);
  const at = fact.kind === 'priced' ? row.at : fact.at;
  return priced(judged(settled(next, at)), milliOf);
};

export interface RowChanges {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove: readonly string[];
}

/** Attributes that differ, for one conditional update; nothing if the fact was known. */
export const changesOf = (before: EngagedMessage, after: EngagedMessage): RowChanges | undefined => {
  const old = new Map<string, unknown>(Object.entries(before));
  const set: Record<string, unknown> = {};
  const remove: string[] = [];
  for (const [name, value] of Object.entries(after)) {
    if (JSON.stringify(old.get(name)) === JSON.stringify(value)) continue;
    if (value === undefined) remove.push(name);
    else set[name] = value;
  }
  return remove.length + Object.keys(set).length === 0 ? undefined : { set, remove };
};
