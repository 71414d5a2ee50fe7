import * as z from 'zod';
import type { StoredEvent } from '../events/event.ts';
import { toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { isTimeZone } from '../platform/time.ts';
import { basketsOf, productsIn } from '../products/order-lines.ts';
import type { ReadRepurchase } from '../products/read-repurchase.ts';
import { type Customer, profileSchema } from '../profiles/profile.ts';
import { type Model, scoreCustomer } from '../scoring/model.ts';
import { evaluate } from '../segments/evaluate.ts';
import type { EventFact } from '../segments/leaf-value.ts';
import type { Rule } from '../segments/rule.ts';
import { liveContext } from '../segments/run-rules.ts';
import type { Settings } from '../settings/settings.ts';
import { datesBetween } from './dates.ts';
import type { SeenEvent } from './enter.ts';
import type { Journey } from './journey.ts';
import type { Script } from './simulate.ts';
import { stepIdSchema } from './step.ts';
import { MESSAGE_OUTCOMES } from './trigger.ts';

const instant = z.iso.datetime({ offset: true });

/** Events that one simulation takes. */
export const MOST_EVENTS = 2_000;

/** What a caller wants to see played: a customer's own history, or one that is made up. */
export const simulationSchema = z
  .strictObject({
    customerId: z.string().min(1).max(500).optional(),
    events: z
      .array(
        z.strictObject({
          at: instant,
          /** When it came in, if late. */
          receivedAt: instant.optional(),
          event: z.string().min(1).max(200),
          properties: z.record(z.string(), z.unknown()).optional(),
        }),
      )
      .max(MOST_EVENTS)
      .optional(),
    outcomes: z
      .array(z.strictObject({ at: instant, step: stepIdSchema, outcome: z.enum(MESSAGE_OUTCOMES) }))
      .max(500)
      .default([]),
    /** Of a made-up person. */
    traits: z.record(z.string(), z.unknown()).optional(),
    timezone: z.string().refine(isTimeZone, 'must be a time zone such as Asia/Seoul').optional(),
    /** Of the history of `customerId`, 90 days if absent; of dates without events, now if absent. */
    from: instant.optional(),
    /** A year after the last event if absent. */
    until: instant.optional(),
    /** Version of the journey; the newest if absent. */
    version: z.number().int().min(1).optional(),
  })
  .refine(({ customerId, events }) => customerId !== undefined || events !== undefined, {
    error: 'needs a "customerId", whose history is played, or "events"',
  });
export type SimulationRequest = z.infer<typeof simulationSchema>;

/** Events of a request in order of their coming in. */
export const scripted = (events: NonNullable<SimulationRequest['events']>): SeenEvent[] =>
  events
    .map(({ at, receivedAt, event, properties }, index) => ({
      type: 'track' as const,
      name: event,
      at: toIso(Date.parse(at)),
      receivedAt: toIso(Date.parse(receivedAt ?? at)),
      messageId: `scripted-${index}`,
      imported: false,
      body: { properties: properties ?? {} },
    }))
    .sort((left, right) => (left.receivedAt < right.receivedAt ? -1 : 1));

const nobody = (traits: Record<string, unknown>, zone: string): Pick<Customer, 'customerId' | 'fold'> => ({
  customerId: 'u:simulated',
  fold: profileSchema.parse({
    ...{ traits, contacts: {}, consent: {}, events: 0, eventCounts: {}, orders: 0, revenue: {}, days: {}, zone },
  }),
});

const factsOf = (events: readonly (SeenEvent | StoredEvent)[]): EventFact[] =>
  events.flatMap(({ type, name, at, body }) =>
    type === 'track' && name !== undefined ? [{ name, at, properties: body.properties ?? {} }] : [],
  );

interface World {
  readonly settings: Settings;
  readonly model: Model | undefined;
  readonly segmentRules: ReadonlyMap<string, Rule>;
  readonly trigger: Journey['trigger'];
  /** What is played, ms. */
  readonly from: number;
  readonly until: number;
  readonly repurchase: ReadRepurchase;
}

/** A script for the simulator. Rules see the profile as it stands today, and the events that have come in by then. */
export const scriptOf = (
  request: SimulationRequest,
  events: readonly SeenEvent[],
  customer: Customer | undefined,
  zone: string,
  { settings, model, segmentRules, trigger, from, until, repurchase }: World,
): Script => {
  const subject = customer ?? nobody(request.traits ?? {}, settings.timezone);
  const zones = { zone: request.timezone ?? zone, shopZone: settings.timezone };
  const scores = customer && model ? scoreCustomer(customer, model) : undefined;
  return {
    customerId: subject.customerId,
    events,
    outcomes: request.outcomes.map((outcome) => ({ ...outcome, at: toIso(Date.parse(outcome.at)) })),
    ...zones,
    ...(trigger.on === 'date' ? { dates: datesBetween(trigger, subject.fold.traits, zones, from, until) } : {}),
    repurchase: (properties, seen) => {
      const named = productsIn(properties);
      return repurchase(named.length > 0 ? named : (basketsOf(seen).at(-1)?.products ?? []));
    },
    rule: (rule, now, seen) => {
      const context = liveContext(settings, model, (id) => segmentRules.get(id), now);
      return evaluate(rule, { ...subject, scores }, context, { events: factsOf(seen), messages: [] }) === true;
    },
  };
};

/** Furthest that a simulation looks ahead, ms: a contract of three years with its reminders. */
const FURTHEST = 1_200 * 86_400_000;
const YEAR = 366 * 86_400_000;

/** The moment from which dates are played, ms. */
export const startOf = ({ from }: Pick<SimulationRequest, 'from'>, events: readonly SeenEvent[], now: number): number =>
  Date.parse(from ?? events[0]?.receivedAt ?? toIso(now));

/** The moment at which a simulation ends, ms. Throws `invalid` where it lies beyond what is played. */
export const endOf = (
  { from, until }: Pick<SimulationRequest, 'from' | 'until'>,
  events: readonly SeenEvent[],
  now: number,
): number => {
  const first = events[0] ? Date.parse(events[0].receivedAt) : startOf({ from }, events, now);
  const last = events.reduce((latest, { receivedAt }) => Math.max(latest, Date.parse(receivedAt)), first);
  const end = until === undefined ? last + YEAR : Date.parse(until);
  if (end - first <= FURTHEST) return end;
  throw new DangolError(
    'invalid',
    `The simulation would play ${toIso(first)} to ${toIso(end)}; at most 1,200 days are played.`,
    {
      details: [{ path: 'until', message: 'must lie within 1,200 days after the first event' }],
    },
  );
};
