import { type Clock, DAY, MINUTE, toIso } from '../platform/clock.ts';
import type { Solapi } from '../solapi/client.ts';
import { type Page, refusalsSince, updatedMessages } from '../solapi/lists.ts';
import type { QueueFeedback } from './queue.ts';
import type { SolapiCursorStore, SolapiList } from './solapi-cursor-store.ts';
import type { SolapiEvent } from './solapi-event.ts';

/** An entry can show up in a list after younger ones; each span is read again from so much earlier. What is known changes nothing. */
const OVERLAP = 10 * MINUTE;
/** Receipts older than this settle nothing any more (the horizon of texts is 72 hours). */
const FIRST_RECEIPTS = 3 * DAY;

interface PollDeps {
  readonly solapi: Solapi;
  readonly cursors: SolapiCursorStore;
  readonly queue: QueueFeedback;
  readonly clock: Clock;
}

/** Reads on in one list until its end or the deadline, and leaves its mark after each page, behind what was queued. */
const readOn = async <T>(
  { cursors, queue, clock }: PollDeps,
  list: SolapiList,
  { first, deadline }: { readonly first: string; readonly deadline: number },
  pageOf: (from: string, to: string, startKey: string | undefined) => Promise<Page<T>>,
  eventOf: (item: T) => SolapiEvent,
): Promise<number> => {
  const known = await cursors.read(list);
  const since = known?.since ?? first;
  const until = known?.until ?? toIso(clock());
  let startKey = known?.startKey;
  let items = 0;
  do {
    const page = await pageOf(since, until, startKey);
    await queue(page.items.map(eventOf));
    items += page.items.length;
    startKey = page.next;
    const begun = { since, until, ...(startKey === undefined ? {} : { startKey }) };
    const next = toIso(Math.max(Date.parse(since), Date.parse(until) - OVERLAP));
    await cursors.write(list, startKey === undefined ? { since: next } : begun);
  } while (startKey !== undefined && clock() < deadline);
  return items;
};

/**
 * What Solapi knows since the last look: 080 refusals first, then what became of messages, which is the backstop of the webhook. One list that
 * fails does not hold up the other; the first failure is thrown at the end.
 */
export const pollSolapi = async (deps: PollDeps, deadline: number): Promise<{ refusals: number; messages: number }> => {
  const { solapi, clock } = deps;
  const [refusals, messages] = await Promise.allSettled([
    readOn(
      deps,
      'refusals',
      { first: toIso(0), deadline },
      (from, _to, startKey) => refusalsSince(solapi, from, startKey),
      (refusal) => ({ source: 'solapi', refusal }),
    ),
    readOn(
      deps,
      'messages',
      { first: toIso(clock() - FIRST_RECEIPTS), deadline },
      (from, to, startKey) => updatedMessages(solapi, from, to, startKey),
      (message) => ({ source: 'solapi', message }),
    ),
  ]);
  if (refusals.status === 'rejected') throw refusals.reason;
  if (messages.status === 'rejected') throw messages.reason;
  return { refusals: refusals.value, messages: messages.value };
};
