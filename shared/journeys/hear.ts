import type { StoredEvent } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { satisfies, valueAt } from '../events/values.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import type { MemberStore } from '../segments/member-store.ts';
import type { Settings } from '../settings/settings.ts';
import { plannedIn, runKey } from '../tables/keys.ts';
import { isOwnEvent } from './effects.ts';
import { isFresh, type Occasion, occasionOf } from './enter.ts';
import type { Hint, Tell } from './hint.ts';
import type { Journey } from './journey.ts';
import { signalKey } from './journey-store.ts';
import { createKeepDates } from './keep-dates.ts';
import { createLetIn } from './let-in.ts';
import type { PlanStore } from './plan-store.ts';
import type { RunName } from './run-store.ts';
import { awaits, type TakeOn, type TakeOnDeps } from './take-on.ts';

export interface HearDeps extends Omit<TakeOnDeps, 'effects'> {
  readonly take: TakeOn;
  readonly events: Pick<EventStore, 'find' | 'newest'>;
  readonly members: Pick<MemberStore, 'moves'>;
  readonly settings: () => Promise<Settings>;
  readonly plans: PlanStore;
  readonly tell: Tell;
  /** Tells some who asked for a product; true if others are left. */
  readonly tellRestock: (productId: string, at: string) => Promise<boolean>;
}

/** Events that are looked through for what a trait was before. */
const LOOKED_BACK = 500;
/** People of one bucket of movers that one hint enters; the rest is told of anew. */
const PAGE = 50;

/** Does all of it, whatever fails on the way, and then throws the first failure: what went well does nothing when it is told again. */
const eachOf = async <One>(all: Iterable<One>, work: (one: One) => Promise<void>): Promise<void> => {
  const errors: unknown[] = [];
  for (const one of all) {
    try {
      await work(one);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
};

type EventHint = Extract<Hint, { kind: 'events' }>;

/** What the engine does with what it is told: lets people in, and looks at the runs that wait. */
export const createHear = (deps: HearDeps) => {
  const { runs, journeys, customers, take, events, members, tell, clock } = deps;

  const enter = createLetIn(deps);
  const dates = createKeepDates({ ...deps, letIn: enter });

  /** What a trait was before an event said something of it; undefined if nothing is known. */
  const before = async (customer: Customer, { at, messageId }: StoredEvent, trait: string): Promise<unknown> => {
    let latest: StoredEvent | undefined;
    for (const id of idsOf(customer)) {
      for (const one of await events.newest(id, '0', LOOKED_BACK)) {
        const isOlder = one.at < at || (one.at === at && one.messageId < messageId);
        if (one.type !== 'identify' || !isOlder || valueAt(one.body.traits, trait) === undefined) continue;
        if (latest === undefined || one.at > latest.at) latest = one;
      }
    }
    return latest && valueAt(latest.body.traits, trait);
  };

  const changed = async (
    customer: Customer,
    event: StoredEvent,
    journey: Journey,
    zone: string,
  ): Promise<Occasion | undefined> => {
    const { trigger } = journey;
    if (trigger.on !== 'trait' || event.type !== 'identify' || !isFresh(event) || isOwnEvent(event.source))
      return undefined;
    const to = valueAt(event.body.traits, trigger.trait);
    if (to === undefined || (trigger.to && !satisfies(to, trigger.to, zone))) return undefined;
    // Somebody who said something else later has not become this.
    const now = valueAt({ ...customer.fold.traits, ...customer.fold.contacts }, trigger.trait);
    if (JSON.stringify(now) !== JSON.stringify(to)) return undefined;
    const from = await before(customer, event, trigger.trait);
    if (JSON.stringify(from) === JSON.stringify(to) || (trigger.from && !satisfies(from, trigger.from, zone)))
      return undefined;
    return {
      cause: { at: event.at, name: trigger.trait, properties: { from: from ?? null, to } },
      key: event.messageId,
    };
  };

  /** Looks at the runs of a person, under all ids, to whom it may be something. */
  const wake = async (
    customer: Customer,
    concerns: (journey: Journey, run: Parameters<typeof awaits>[1]) => boolean,
  ): Promise<void> => {
    for (const id of idsOf(customer)) {
      await eachOf(await runs.open(id), async ({ run }) => {
        // One without a moment to look again was left in the middle, perhaps by the worker who died with this hint.
        const isMidway = run.due === undefined;
        if (!isMidway && !concerns(await journeys.version(run.journeyId, run.version), run)) return;
        await take.takeOn({ customerId: run.customerId, run: runKey(run.journeyId, run.runId) });
      });
    }
  };

  const ofEvents = async ({ person, keys }: EventHint): Promise<void> => {
    const customer = await customers.get(person);
    if (!customer) return;
    const watched = await journeys.watched();
    const found = await events.find(person, keys);
    const ordered = found.sort((left, right) => (left.at < right.at ? -1 : 1));
    const entries = ordered.flatMap((event) => {
      const starts =
        event.type === 'track'
          ? (watched.get(signalKey({ kind: 'event', name: event.name ?? '' })) ?? [])
          : Object.keys(event.body.traits ?? {}).flatMap(
              (name) => watched.get(signalKey({ kind: 'trait', name })) ?? [],
            );
      return [...new Set(starts)].map((journeyId) => ({ journeyId, event }));
    });
    const letIn = () =>
      eachOf(entries, ({ journeyId, event }) =>
        enter(
          journeyId,
          customer,
          (journey, zone) => occasionOf(journey, event, zone) ?? changed(customer, event, journey, zone),
        ),
      );
    const dated = ordered.filter(
      ({ type, body }) =>
        type === 'identify' &&
        Object.keys(body.traits ?? {}).some((name) => watched.has(signalKey({ kind: 'date', name }))),
    );
    // An import starts nothing by itself, but the day that it names may be today, and the next night comes too late.
    const keepDates = async () => {
      if (dated.length > 0) await dates.plan(customer, dated.some(isFresh));
    };
    const names = new Set(ordered.flatMap(({ type, name }) => (type === 'track' && name !== undefined ? [name] : [])));
    const awaited = [...names].filter((name) => watched.has(signalKey({ kind: 'awaited', name })));
    const wakeWaiting = () => wake(customer, (journey, run) => awaited.some((name) => awaits(journey, run, name)));
    await eachOf([letIn, keepDates, ...(awaited.length > 0 ? [wakeWaiting] : [])], (work) => work());
  };

  const ofMessage = async ({
    customerId,
    key,
    source,
    outcomes,
  }: Extract<Hint, { kind: 'message' }>): Promise<void> => {
    const customer = await customers.get(customerId);
    if (!customer) return;
    const watched = await journeys.watched();
    for (const { is, at } of outcomes) {
      for (const journeyId of watched.get(signalKey({ kind: 'message', name: is })) ?? []) {
        await enter(journeyId, customer, ({ trigger }) => {
          const isMeant = trigger.on === 'message' && trigger.outcome === is && (trigger.campaign ?? source) === source;
          const isNew = Date.parse(at) > clock() - DAY;
          return isMeant && isNew
            ? { cause: { at, name: is, properties: { campaign: source } }, key: `${key} ${is}` }
            : undefined;
        });
      }
    }
    // Whoever waits in a message step, or for the outcome of one, stands in a run of that person.
    await wake(customer, (journey, { step }) => {
      const one = journey.steps.find(({ id }) => id === step);
      return one?.type === 'message' || (one?.type === 'waitFor' && one.for.message !== undefined);
    });
  };

  const ofSegment = async ({ segment, bucket, runId, after }: Extract<Hint, { kind: 'segment' }>): Promise<void> => {
    const watched = await journeys.watched();
    const ids = watched.get(signalKey({ kind: 'segment', name: segment })) ?? [];
    if (ids.length === 0) return;
    const { rows, next } = await members.moves(segment, bucket, runId, PAGE, after);
    // First, so that a page that fails does not hold up the next ones; both may be told twice.
    if (next !== undefined) await tell([{ kind: 'segment', segment, bucket, runId, after: next }]);
    await eachOf(rows, async ({ customerId, move, initial }) => {
      const customer = initial ? undefined : await customers.get(customerId);
      if (!customer) return;
      await eachOf(ids, (journeyId) =>
        enter(journeyId, customer, ({ trigger }) =>
          trigger.on === 'segment' && trigger.segment === segment && trigger.move === move
            ? { cause: { at: toIso(clock()), name: segment }, key: `${segment} ${move} ${runId}` }
            : undefined,
        ),
      );
    });
  };

  /** Runs that could not be taken on are named; all others have been. */
  return async (hint: Hint, failed: (name: RunName, error: unknown) => Promise<void>): Promise<void> => {
    switch (hint.kind) {
      case 'events':
        return ofEvents(hint);
      case 'message':
        return ofMessage(hint);
      case 'segment':
        return ofSegment(hint);
      case 'runs':
        for (const name of hint.runs.filter(({ run }) => !plannedIn(run))) {
          try {
            await take.takeOn(name);
          } catch (error) {
            await failed(name, error);
          }
        }
        return eachOf(
          hint.runs.filter(({ run }) => plannedIn(run)),
          dates.due,
        );
      case 'dates':
        return eachOf(hint.people, async (id) => {
          const customer = await customers.get(id);
          if (customer) await dates.plan(customer, false);
        });
      case 'restocked':
        if (await deps.tellRestock(hint.productId, hint.at)) await tell([hint]);
        return;
      case 'api': {
        const customer = await customers.get(hint.customerId);
        const { key, at, properties } = hint;
        if (customer)
          await enter(hint.journeyId, customer, () => ({
            cause: { at, ...(properties ? { properties } : {}) },
            key: `api ${key}`,
          }));
        return;
      }
      default:
        return hint satisfies never;
    }
  };
};

export type Hear = ReturnType<typeof createHear>;
