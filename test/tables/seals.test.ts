import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/seal-events/handler.ts';
import { basisOf } from '../../shared/computed/basis.ts';
import { BUILT_IN_DEFINITIONS } from '../../shared/computed/built-in.ts';
import { computedValue } from '../../shared/computed/value.ts';
import { type EventItem, eventItem } from '../../shared/events/event.ts';
import { DAY, toEpochSeconds, toIso } from '../../shared/platform/clock.ts';
import { type ProjectDeps, projectPerson, sealPerson } from '../../shared/profiles/project-person.ts';
import { isSealDue, sealBoundary } from '../../shared/profiles/seal.ts';
import { lambdaContext } from '../support/http-event.ts';
import { itemOf, type ProjectWorld, startProjectWorld } from '../support/project-world.ts';
import { type Said, said } from '../unit/profiles/history.ts';

const START = Date.parse('2023-01-10T03:00:00.000Z');

let world: ProjectWorld;

beforeAll(async () => {
  world = await startProjectWorld();
});
afterAll(() => world.stop());

const PEOPLE = ['u:kim', 'a:phone', 'a:desk'] as const;

interface Sent {
  readonly person: number;
  /** Days since the receipt before. */
  readonly pause: number;
  /** Hours by which the event's own time lies before its receipt; undefined: it has none. */
  readonly lag: number | undefined;
  /** Takes the messageId of an event this many places before, if the same person sent it. */
  readonly repeats: number;
  /** Names a device: the known person's claim to it. */
  readonly device: 'phone' | 'desk' | undefined;
  readonly said: Said;
  /** Calls of the stores that succeed before one fails; undefined: none does. */
  readonly fails: number | undefined;
}

const sent: fc.Arbitrary<Sent> = fc.record({
  person: fc.nat({ max: PEOPLE.length - 1 }),
  pause: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.nat({ max: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(200, 420) },
  ),
  lag: fc.option(
    fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 48 }) }, { weight: 1, arbitrary: fc.nat({ max: 9_000 }) }),
    { nil: undefined, freq: 5 },
  ),
  repeats: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 20 }) }),
  device: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('phone', 'desk') },
  ),
  said,
  fails: fc.option(fc.nat({ max: 3 }), { nil: undefined, freq: 2 }),
});

interface Arrival {
  readonly item: EventItem;
  readonly fails: number | undefined;
}

const arrivals = (history: readonly Sent[]): Arrival[] => {
  let received = START;
  const messages: { person: string; messageId: string }[] = [];
  return history.map(({ person, pause, lag, repeats, device, said: { type, name, body }, fails }, index) => {
    received += pause * DAY + 1_000;
    const who = PEOPLE[person] ?? PEOPLE[0];
    const source = messages[index - repeats];
    const messageId = source?.person === who ? source.messageId : `m${index}`;
    messages.push({ person: who, messageId });
    const time = lag === undefined ? undefined : toIso(received - lag * 3_600_000);
    const item = eventItem({
      person: who,
      messageId,
      type,
      ...(name === undefined ? {} : { name }),
      ...(time === undefined ? {} : { time }),
      at: time ?? toIso(received),
      receivedAt: toIso(received),
      body: who === 'u:kim' && device !== undefined ? { ...body, anonymousId: device } : body,
    });
    return { item, fails };
  });
};

/** Checkpoints move all the time; everything is remembered, so that no repeat is ever counted. */
const TIGHT = { keptOpen: 2, moveAt: 8, outsideAt: 2, remembered: 10_000 };

class Outage extends Error {}

/** The stores of a worker that dies at one of its writes. */
const dyingAfter = (deps: ProjectDeps, calls: number): ProjectDeps => {
  let left = calls;
  const die = (): void => {
    left -= 1;
    if (left < 0) throw new Outage();
  };
  return {
    ...deps,
    seals: {
      read: deps.seals.read,
      put: (person, seal) => {
        die();
        return deps.seals.put(person, seal);
      },
    },
    customers: {
      ...deps.customers,
      putFold: (id, version, fold) => {
        die();
        return deps.customers.putFold(id, version, fold);
      },
    },
  };
};

let worlds = 0;

/** One shop in which events expire, and its twin in which they never do. */
const livesThrough = async (history: readonly Arrival[]): Promise<{ sealed: number; expired: number }> => {
  worlds += 1;
  const deps = { ...world.deps, limits: TIGHT };
  const own = (item: EventItem, twin: string): EventItem => ({
    ...item,
    person: `${item.person}-${twin}${worlds}`,
    ...(item.body === undefined
      ? {}
      : { body: item.body.replace(/"anonymousId":"(phone|desk)"/, `"anonymousId":"$1-${twin}${worlds}"`) }),
  });
  let stored: EventItem[] = [];
  const done = { sealed: 0, expired: 0 };
  let night = START;
  for (const { item, fails } of history) {
    const now = Date.parse(item.receivedAt);
    for (; night < now; night += 7 * DAY) {
      for (const person of PEOPLE) {
        const id = `${person}-s${worlds}`;
        const record = await deps.customers.readFold(id);
        if (!isSealDue(record?.openSince, night)) continue;
        const worker = fails === undefined ? deps : dyingAfter(deps, fails);
        try {
          await sealPerson(worker, id, sealBoundary(night));
          done.sealed += 1;
        } catch (error) {
          if (!(error instanceof Outage)) throw error;
          // The queue delivers the message again.
          await sealPerson(deps, id, sealBoundary(night));
        }
        expect((await deps.customers.readFold(id))?.text).toBe(record?.text);
      }
      const kept = stored.filter(({ expiresAt }) => expiresAt >= toEpochSeconds(night));
      for (const { person, key } of stored.filter((old) => !kept.includes(old))) {
        const Key = { person, key };
        await world.database.dynamo.send(new DeleteCommand({ TableName: world.database.tables.events, Key }));
        done.expired += 1;
      }
      stored = kept;
    }
    const [mine, twin] = [own(item, 's'), own(item, 't')];
    for (const one of [mine, twin]) {
      // First write wins, as at ingest.
      await world.database.dynamo
        .send(
          new PutCommand({
            TableName: world.database.tables.events,
            Item: one,
            ConditionExpression: 'attribute_not_exists(person)',
          }),
        )
        .catch((error: unknown) => {
          if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
        });
      await projectPerson(deps, one.person, [one.key]);
    }
    stored.push(mine);
  }
  for (const person of PEOPLE) {
    const [mine, twin] = await Promise.all(
      ['s', 't'].map((which) => deps.customers.readFold(`${person}-${which}${worlds}`)),
    );
    expect(mine?.profile).toEqual(twin?.profile);
    if (!mine) continue;
    await projectPerson(deps, `${person}-s${worlds}`, 'everything');
    expect((await deps.customers.readFold(`${person}-s${worlds}`))?.text).toBe(mine.text);
  }
  return done;
};

describe('seals', () => {
  it('give the profile of a shop in which no event ever expires, whoever dies while they are made', async () => {
    const all = { sealed: 0, expired: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(sent, { minLength: 12, maxLength: 45, size: 'max' }), async (history) => {
        const { sealed, expired } = await livesThrough(arrivals(history));
        all.sealed += sealed;
        all.expired += expired;
      }),
      { numRuns: 12, interruptAfterTimeLimit: 30_000 },
    );
    expect(all.sealed).toBeGreaterThan(8);
    expect(all.expired).toBeGreaterThan(20);
  });

  const NOW = Date.parse('2026-11-22T05:00:00.000Z');
  const OLD = toIso(NOW - 395 * DAY);
  const NEW = toIso(NOW - DAY);

  const store = async (items: readonly EventItem[], project: ProjectDeps): Promise<void> => {
    for (const item of items) await world.put(item);
    await projectPerson(
      project,
      items[0]?.person ?? '',
      items.map(({ key }) => key),
    );
  };
  const seal = (person: string, project: ProjectDeps) => sealPerson(project, person, sealBoundary(NOW));
  const expire = async (items: readonly EventItem[]): Promise<void> => {
    for (const { person, key } of items) {
      const Key = { person, key };
      await world.database.dynamo.send(new DeleteCommand({ TableName: world.database.tables.events, Key }));
    }
  };
  const views = (person: string, count: number, receivedAt: string): EventItem[] =>
    Array.from({ length: count }, (_, index) => {
      const at = toIso(Date.parse(receivedAt) + index);
      return itemOf({ person, messageId: `${receivedAt} ${index}`, time: at, receivedAt: at });
    });
  const eventsOf = async (person: string): Promise<number | undefined> =>
    (await world.deps.customers.readFold(person))?.profile.events;

  it('hold the newest of a burst that was followed by silence, which a checkpoint leaves out', async () => {
    const project = { ...world.deps, limits: TIGHT };
    const burst = views('u:burst', 20, OLD);
    await store(burst, project);
    await seal('u:burst', project);
    expect(await project.customers.readFold('u:burst')).toMatchObject({
      checkpointed: true,
      sealed: sealBoundary(NOW),
    });
    await expire(burst);
    await store(views('u:burst', 1, NEW), project);
    expect(await eventsOf('u:burst')).toBe(21);
  });

  it('come along with a device whose owner turns up when its events have expired', async () => {
    const project = { ...world.deps, limits: TIGHT };
    const browsed = views('a:late-device', 5, OLD);
    await store(browsed, project);
    await seal('a:late-device', project);
    await expire(browsed);
    await store(views('u:late-owner', 12, NEW), project);
    expect(await project.customers.readFold('u:late-owner')).toMatchObject({ checkpointed: true });
    const claim = itemOf({
      ...{ person: 'u:late-owner', messageId: 'claim', type: 'identify', receivedAt: NEW },
      body: { anonymousId: 'late-device', traits: {} },
    });
    await store([claim], project);
    expect(await eventsOf('u:late-owner')).toBe(18);
    await projectPerson(project, 'u:late-owner', 'everything');
    expect(await eventsOf('u:late-owner')).toBe(18);
  });

  it('are made by the worker of the queue, for whoever the night named', async () => {
    const items = views('u:queued', 2, OLD);
    await store(items, world.deps);
    const worker = createHandler({ project: async () => world.deps, clock: () => NOW });
    const body = JSON.stringify({ customerIds: ['u:queued', 'u:nobody'] });
    const event = {
      Records: [
        {
          ...{
            messageId: '1',
            receiptHandle: '1',
            body,
            messageAttributes: {},
            md5OfBody: '',
            awsRegion: 'ap-northeast-2',
          },
          ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn:queue' },
          attributes: {
            ...{ ApproximateReceiveCount: '1', SentTimestamp: '0' },
            ...{ SenderId: 's', ApproximateFirstReceiveTimestamp: '0' },
          },
        },
      ],
    };
    const answer = await worker(event, lambdaContext());
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(await world.deps.customers.readFold('u:queued')).toMatchObject({ sealed: sealBoundary(NOW) });
    expect((await world.deps.customers.readFold('u:queued'))?.openSince).toBeUndefined();
  });

  it('leave a profile to be built again when every event has expired, and count a message sent anew for nothing', async () => {
    const items = views('u:gone', 3, OLD);
    await store(items, world.deps);
    await seal('u:gone', world.deps);
    await expire(items);
    expect(await projectPerson(world.deps, 'u:gone', 'everything')).toBe('unchanged');
    expect(await eventsOf('u:gone')).toBe(3);
    const [first] = items;
    await store([{ ...(first ?? itemOf({ person: 'u:gone', messageId: 'x' })), receivedAt: NEW }], world.deps);
    expect(await eventsOf('u:gone')).toBe(3);
  });

  it('say that a figure cannot be told whose definition is newer than they are, unless they hold no such event', async () => {
    const ordered = itemOf({
      ...{ person: 'u:defined', messageId: 'o', name: 'Order Completed', time: OLD },
      body: { properties: { order_id: 'o', total: 5, coupon: 'WELCOME' } },
    });
    await store([ordered], world.deps);
    await seal('u:defined', world.deps);
    await expire([ordered]);
    const definitions = [
      ...BUILT_IN_DEFINITIONS,
      { name: 'coupons', event: 'Order Completed', operation: 'distinct', property: 'coupon' } as const,
      { name: 'couponsLately', event: 'Order Completed', operation: 'count', window: { days: 30 } } as const,
      { name: 'couponsEver', event: 'Order Completed', operation: 'count', window: { days: 400 } } as const,
      { name: 'reviews', event: 'Product Reviewed', operation: 'count' } as const,
    ];
    const project: ProjectDeps = { ...world.deps, computed: async (zone) => basisOf(definitions, zone) };
    await projectPerson(project, 'u:defined', 'everything');
    const computed = (await project.customers.readFold('u:defined'))?.profile.computed ?? {};
    const today = Math.floor(NOW / DAY);
    expect(computed.coupons).toBeNull();
    expect(computed.reviews).toBe(0);
    expect(computedValue(computed.couponsLately, today)).toBe(0);
    expect(computedValue(computed.couponsEver, today)).toBeNull();
    await seal('u:defined', project);
    await projectPerson(project, 'u:defined', 'everything');
    expect((await project.customers.readFold('u:defined'))?.profile.computed).toEqual(computed);
  });
});
