import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentState } from '../../shared/consent/consent-state.ts';
import { statementsOf } from '../../shared/consent/read-statements.ts';
import type { EventItem } from '../../shared/events/event.ts';
import { toIso } from '../../shared/platform/clock.ts';
import type { CheckpointLimits } from '../../shared/profiles/checkpoint.ts';
import { type ProjectDeps, projectPerson } from '../../shared/profiles/project-person.ts';
import { type ProjectWorld, startProjectWorld } from '../support/project-world.ts';
import { eventsOf, historyOf } from '../unit/profiles/history.ts';
import { naiveConsent, withoutMarks } from '../unit/profiles/naive-consent.ts';
import { firstOfEach, naiveOrders, naiveProfile } from '../unit/profiles/naive-profile.ts';

const NOW = Date.parse('2026-11-22T05:00:00.000Z');

let world: ProjectWorld;

beforeAll(async () => {
  world = await startProjectWorld();
});
afterAll(() => world.stop());

/** Small enough that a history of 30 events moves a checkpoint several times. */
const TIGHT = { keptOpen: 2, moveAt: 6, outsideAt: 2, remembered: 1_000 };

let worlds = 0;

interface Step {
  /** Events stored before the batch is delivered. */
  readonly stored: readonly EventItem[];
  readonly delivered: readonly EventItem[];
}

/**
 * A stream as bad as it gets: events are stored in an order near that of their receipt, some long after it; batches
 * announce what is stored late, twice, in any order; in the end everything has been announced at least once.
 */
const deliveries = (items: readonly EventItem[]): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 3 }) }, { weight: 1, arbitrary: fc.nat({ max: 25 }) }), {
        minLength: items.length,
        maxLength: items.length,
      }),
      fc.array(fc.nat({ max: 6 }), { minLength: items.length, maxLength: items.length }),
      fc.array(fc.nat({ max: 1_000 }), { minLength: 4, maxLength: 24 }),
    )
    .map(([swaps, lags, repeats]) => {
      const order = items
        .map((item, index) => ({ item, at: index + (swaps[index] ?? 0) }))
        .sort((left, right) => left.at - right.at)
        .map(({ item }) => item);
      const steps: { stored: EventItem[]; delivered: EventItem[] }[] = [];
      const stepAt = (index: number) => {
        while (steps.length <= index) steps.push({ stored: [], delivered: [] });
        return steps[index] ?? { stored: [], delivered: [] };
      };
      order.forEach((item, index) => {
        const step = Math.floor(index / 3);
        stepAt(step).stored.push(item);
        stepAt(step + Math.floor((lags[index] ?? 0) / 2)).delivered.push(item);
        for (const repeat of repeats.filter((number) => number % order.length === index)) {
          stepAt(step + (repeat % 7)).delivered.unshift(item);
        }
      });
      return steps;
    });

const peopleOf = (items: readonly EventItem[]): string[] => [...new Set(items.map(({ person }) => person))];

const deliver = async (project: ProjectDeps, batch: readonly EventItem[]): Promise<void> => {
  // Two lanes at once: the second may be a stale repeat of the first.
  await Promise.all(
    peopleOf(batch).flatMap((person) => {
      const keys = batch.filter((item) => item.person === person).map(({ key }) => key);
      return [projectPerson(project, person, keys), ...(keys.length > 2 ? [projectPerson(project, person, keys)] : [])];
    }),
  );
};

const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const follows = async (limits: CheckpointLimits, steps: readonly Step[]): Promise<void> => {
  const project = { ...world.deps, limits };
  worlds += 1;
  // People of their own for each history, so that all can share the tables.
  const own = (item: EventItem): EventItem => ({ ...item, person: `${item.person}-${worlds}` });
  for (const { stored, delivered } of steps) {
    await Promise.all(stored.map((item) => world.put(own(item))));
    await deliver(project, delivered.map(own));
  }
  const items = steps.flatMap(({ stored }) => stored.map(own));
  for (const person of peopleOf(items)) {
    const events = eventsOf(items.filter((item) => item.person === person));
    const counted = firstOfEach(events);
    const running = await project.customers.readFold(person);
    expect(running?.profile).toEqual(withoutUndefined(naiveProfile(events, person.startsWith('u:'))));

    const orders = await project.orders.ordersOf(person);
    const placed = orders.filter(({ placedAt }) => placedAt !== undefined);
    expect(placed.map(({ orderId, gross, net }) => [orderId, gross, net]).sort()).toEqual(
      [...naiveOrders(counted)].map(([id, { gross, net }]) => [id, gross, net]).sort(),
    );
    const evidence = await project.consents.evidenceOf(person);
    const lastTransactionAt = running?.profile.lastOrderAt;
    const expected = naiveConsent(
      counted.flatMap((event) => statementsOf(event)),
      { lastTransactionAt, now: toIso(NOW) },
    );
    expect(withoutMarks(consentState(evidence, NOW, { lastTransactionAt }))).toEqual(expected);

    await projectPerson(project, person, 'everything');
    expect((await project.customers.readFold(person))?.text).toBe(running?.text);
    expect((await project.orders.ordersOf(person)).map(({ version }) => version)).toEqual(
      orders.map(({ version }) => version),
    );
  }
};

const delivered = (history: fc.Arbitrary<EventItem[]>): fc.Arbitrary<[Step[]]> =>
  history.chain((items) => fc.tuple(deliveries(items)));

describe('projection of people from their stored events', () => {
  it('equals the naive model and a rebuild, byte for byte, however the events were delivered', async () => {
    await fc.assert(
      fc.asyncProperty(delivered(historyOf(3, 30)), ([steps]) => follows(TIGHT, steps)),
      { numRuns: 100, interruptAfterTimeLimit: 60_000 },
    );
  });

  it('equals them, too, when a checkpoint has forgotten most of what it holds', async () => {
    await fc.assert(
      fc.asyncProperty(delivered(historyOf(1, 60, 0)), ([steps]) => follows({ ...TIGHT, remembered: 5 }, steps)),
      { numRuns: 30, interruptAfterTimeLimit: 30_000 },
    );
  });
});
