import * as z from 'zod';
import { SECOND } from '../platform/clock.ts';
import { sha256Hex } from '../platform/hash.ts';
import { actorSchema, isPerson } from './actor.ts';

/** One fetch of a signed link, as kept on the ledger row. */
export const clickSchema = z.object({
  /** ISO 8601 UTC. */
  at: z.string(),
  /** Short hash of the target: tells links apart without keeping what they say. */
  link: z.string(),
  /** As the request alone looked. */
  actor: actorSchema,
  reason: z.string(),
});
export type Click = z.infer<typeof clickSchema>;

/** Reason of a tap on a notification: no scanner holds a phone, and a phone's clock may run behind ours. */
export const TAPPED = 'tapped';

/** Clicks kept per message; a scanner that goes on for ever must not fill the row. */
const MOST_CLICKS = 40;

/** Nobody finds a link in less time after the mail arrived. Short, because time alone is weak evidence against a person. */
const FASTEST_PERSON = 2 * SECOND;
/** Two different links of one mail within this: a machine follows all links. */
const BURST = { links: 2, within: 2 * SECOND };
const SWEEP = { links: 3, within: 10 * SECOND };
/** Reasons that only a machine going through the links gives. */
const ROUND: readonly string[] = ['tooFast', 'burst', 'sweep'];

export const linkHash = (url: string): string => sha256Hex(url).slice(0, 12);

const keyOf = (click: Click): string => `${click.at}#${click.link}#${click.actor}`;

/** One fetch of the page of a link that is no click. */
export const visitSchema = z.object({ at: z.string(), link: z.string() });
export type Visit = z.infer<typeof visitSchema>;

/** Visits kept per message. */
const MOST_VISITS = 10;

/** Adds a visit to the set of the earliest ones, as `addClick`. */
export const addVisit = (visits: readonly Visit[], visit: Visit): readonly Visit[] => {
  const spelled = ({ at, link }: Visit): string => `${at}#${link}`;
  if (visits.some((known) => spelled(known) === spelled(visit))) return visits;
  return [...visits, visit].sort((left, right) => (spelled(left) < spelled(right) ? -1 : 1)).slice(0, MOST_VISITS);
};

/** Adds a click to the set of the earliest ones: the same whatever the order of arrival and however often it arrives. */
export const addClick = (clicks: readonly Click[], click: Click): readonly Click[] => {
  if (clicks.some((known) => keyOf(known) === keyOf(click))) return clicks;
  const sorted = [...clicks, click].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  return sorted.slice(0, MOST_CLICKS);
};

const linksAround = (clicks: readonly Visit[], at: number, within: number): number => {
  // Links of the fullest window that holds this click.
  let most = 0;
  for (const first of clicks) {
    const from = Date.parse(first.at);
    if (from > at || at - from > within) continue;
    const links = new Set<string>();
    for (const other of clicks) {
      const time = Date.parse(other.at);
      if (time >= from && time - from <= within) links.add(other.link);
    }
    most = Math.max(most, links.size);
  }
  return most;
};

/**
 * Clicks with what the whole row shows: too soon after delivery, or several links at once, is a scanner whatever its
 * user agent says; whoever follows all links fetches the pages of the others, too. `arrivedAt` is the delivery receipt's time, else the hand-over.
 */
export const judgeClicks = (
  clicks: readonly Click[],
  arrivedAt: string | undefined,
  visits: readonly Visit[] = [],
): readonly Click[] => {
  const fetched = [...clicks, ...visits];
  return clicks.map((click) => {
    if (!isPerson(click.actor) || click.reason === TAPPED) return click;
    const at = Date.parse(click.at);
    if (arrivedAt !== undefined && at - Date.parse(arrivedAt) < FASTEST_PERSON)
      return { ...click, actor: 'scanner', reason: 'tooFast' };
    if (linksAround(fetched, at, BURST.within) >= BURST.links) return { ...click, actor: 'scanner', reason: 'burst' };
    if (linksAround(fetched, at, SWEEP.within) >= SWEEP.links) return { ...click, actor: 'scanner', reason: 'sweep' };
    return click;
  });
};

/** Opens by browsers and mail programs kept per message. */
const MOST_OPENS = 8;

/** Adds the time of an open to the set of the earliest ones. */
export const addOpen = (opens: readonly string[], at: string): readonly string[] =>
  opens.includes(at) ? opens : [...opens, at].sort().slice(0, MOST_OPENS);

/** The first open that is no part of a machine's round through the links; `judged` are the message's clicks after `judgeClicks`. */
export const firstPersonOpen = (opens: readonly string[], judged: readonly Click[]): string | undefined => {
  const rounds = judged.filter(({ reason }) => ROUND.includes(reason)).map(({ at }) => Date.parse(at));
  return opens.find((at) => rounds.every((round) => Math.abs(Date.parse(at) - round) > SWEEP.within));
};

/** Times of the clicks that a person made, ascending. */
export const personClicks = (clicks: readonly Click[]): string[] =>
  clicks.filter(({ actor }) => isPerson(actor)).map(({ at }) => at);
