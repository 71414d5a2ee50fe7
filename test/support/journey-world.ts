import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createMessageStore } from '../../shared/delivery/message-store.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { createChangeJourney } from '../../shared/journeys/change-journey.ts';
import type { Effects } from '../../shared/journeys/effect.ts';
import { createEngine } from '../../shared/journeys/engine.ts';
import type { Hint } from '../../shared/journeys/hint.ts';
import { JOURNEY, journeySchema } from '../../shared/journeys/journey.ts';
import { createJourneyStore } from '../../shared/journeys/journey-store.ts';
import { type Run, runSchema } from '../../shared/journeys/run.ts';
import { createRunStore } from '../../shared/journeys/run-store.ts';
import { createSweep } from '../../shared/journeys/sweep.ts';
import { type Dynamo, scanAll } from '../../shared/platform/dynamo.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import type { Profile } from '../../shared/profiles/profile.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { messageKey } from '../../shared/tables/keys.ts';
import { TEMPLATE } from '../../shared/templates/template.ts';
import { createTimerStore } from '../../shared/timers/timer-store.ts';
import { createRequestStore } from '../../shared/transactional/request-store.ts';
import { createMortal } from '../unit/delivery/mortal.ts';
import type { TestDynamo } from './dynamo.ts';
import { profileOf } from './profile.ts';
import { itemOf } from './project-world.ts';
import { type Random, seeded } from './random.ts';

const SECRET = 'ab'.repeat(32);
const LANES = 8;

export interface Faults {
  /** Shares of deliveries. */
  readonly killed: number;
  readonly doubled: number;
}

const NONE: Faults = { killed: 0, doubled: 0 };

/** Journeys on a real DynamoDB Local: the engine, queues that deliver at least once, a courier who hands messages over, and a clock. */
export const createJourneyWorld = (test: TestDynamo, startAt: string, seed = 1) => {
  const { dynamo, tables } = test;
  let now = Date.parse(startAt);
  const clock = () => now;
  const random: Random = seeded(seed);
  const hints: Hint[] = [];
  const letters: string[] = [];
  let killed = 0;
  const definitions = createDefinitionStore(dynamo, tables.definitions, clock);
  const journeys = createJourneyStore(dynamo, tables.runs, definitions, clock);
  const runs = createRunStore(dynamo, tables, clock);
  const change = createChangeJourney({ journeys, definitions, clock });
  const customers = createCustomerStore(dynamo, tables.customers);
  const events = createEventStore(dynamo, tables.events);
  const messages = createMessageStore(dynamo, tables.messages, clock);
  const requests = createRequestStore(dynamo, tables);
  /** How often each coupon was asked for, by its effect. */
  const coupons = new Map<string, number>();
  const effects: Partial<Effects> = {
    issueCoupon: async ({ effectId }) => {
      coupons.set(effectId, (coupons.get(effectId) ?? 0) + 1);
      return { kind: 'coupon', code: effectId.slice(0, 8) };
    },
  };

  const engineOn = (on: Dynamo, guard: <T>(call: () => Promise<T>) => Promise<T>) =>
    createEngine({
      ...{ dynamo: on, clock, publicUrl: 'https://shop.example', signingKey: SECRET, tables },
      call: async () => undefined,
      queue: (messageId) => guard(async () => void letters.push(messageId)),
      tell: (told) => guard(async () => void hints.push(...told)),
      effects: { issueCoupon: (...call) => guard(async () => effects.issueCoupon?.(...call) ?? { kind: 'done' }) },
    });
  const alive = engineOn(dynamo, (call) => call());

  /** One delivery; a worker that dies, or is throttled, leaves the message to be delivered again. */
  const deliver = async (hint: Hint, { killed: share, doubled }: Faults): Promise<void> => {
    if (random() < doubled) hints.push(hint);
    const isFaulty = random() < share;
    const mortal = createMortal(1 + Math.floor(random() * 25), random() < 0.5);
    const engine = isFaulty ? engineOn(mortal.wrap(dynamo), mortal.live) : alive;
    try {
      await engine.hear(hint, async (_name, error) => {
        throw error;
      });
    } catch (error) {
      if (!isFaulty) throw error;
      killed += 1;
      hints.push(hint);
    }
  };

  /** Hands a message over, as the sender does when no gate objects; tells the engine, sometimes twice. */
  const handOver = async (messageId: string, { doubled }: Faults): Promise<void> => {
    const request = await requests.find(messageId);
    if (!request) return;
    const row = await messages.find(request.customerId, messageKey(messageId));
    if (row?.status === 'deferred') {
      const at = new Date(now).toISOString();
      const { until: _until, ...rest } = row;
      const Item = { ...rest, status: 'sent', handedOverAt: at, deliveredAt: at, at };
      await dynamo.send(new PutCommand({ TableName: tables.messages, Item }));
    }
    if (!request.journey) return;
    hints.push({ kind: 'runs', runs: [request.journey.run] });
    if (random() < doubled) hints.push({ kind: 'runs', runs: [request.journey.run] });
  };

  const inLanes = async <T>(work: T[], each: (one: T) => Promise<void>): Promise<void> => {
    const lane = async (): Promise<void> => {
      for (let one = work.shift(); one !== undefined; one = work.shift()) await each(one);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  };

  /** Until the queues are empty. */
  const drain = async (faults: Faults = NONE): Promise<void> => {
    while (hints.length + letters.length > 0) {
      await inLanes(hints, (hint) => deliver(hint, faults));
      await inLanes(letters, (letter) => handOver(letter, faults));
    }
  };

  const sweep = createSweep({
    journeys,
    timers: createTimerStore(dynamo, tables.timers),
    tell: async (told) => void hints.push(...told),
    clock,
  });

  return {
    ...{
      definitions,
      journeys,
      runs,
      change,
      customers,
      events,
      messages,
      hints,
      letters,
      coupons,
      clock,
      drain,
      take: alive.take,
    },
    killed: () => killed,
    /** Lets time pass to `to`; the tick runs every `step` ms of it, or not at all. */
    pass: async (to: string, step: number | undefined, faults: Faults = NONE): Promise<void> => {
      const until = Date.parse(to);
      while (step !== undefined && now < until) {
        now = Math.min(until, now + step);
        await sweep();
        await drain(faults);
      }
      now = until;
    },
    tick: async (faults: Faults = NONE): Promise<number> => {
      const swept = await sweep();
      await drain(faults);
      return swept;
    },
    addPerson: async (customerId: string, fields: Partial<Profile> = {}): Promise<void> => {
      const text = JSON.stringify(profileOf(fields));
      await customers.putFold(customerId, 0, { text, checkpointed: false, outside: [], aliases: [] });
    },
    /** An event that came in and was told of; the profile counts its name. */
    happen: async (person: string, name: string, time: string, more: Record<string, unknown> = {}): Promise<void> => {
      const item = {
        ...itemOf({ person, messageId: `${name}-${time}-${person}`, name, time }),
        receivedAt: new Date(now).toISOString(),
        ...more,
      };
      await dynamo.send(new PutCommand({ TableName: tables.events, Item: item }));
      hints.push({ kind: 'events', person, keys: [item.key] });
    },
    addTemplate: async (id: string): Promise<void> => {
      const template = {
        name: id,
        channel: 'email',
        purpose: 'info',
        language: 'ko',
        subject: id,
        html: `<p>${id}</p>`,
      };
      if (!(await definitions.get(TEMPLATE, id))) await definitions.save(TEMPLATE, id, template);
    },
    start: async (id: string, body: object): Promise<void> => {
      await change.start(await definitions.save(JOURNEY, id, journeySchema.parse(body)), 'test');
    },
    /** Every run of a journey, as it stands. */
    all: async (journeyId: string): Promise<Run[]> => {
      const found: Run[] = [];
      for await (const item of scanAll(dynamo, { TableName: tables.runs, ConsistentRead: true }))
        if (item.journeyId === journeyId && item.runId !== undefined) found.push(runSchema.parse(item));
      return found;
    },
  };
};
