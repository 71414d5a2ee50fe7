import type { Condition } from '../events/condition.ts';
import type { StoredEvent } from '../events/event.ts';
import { satisfies, valueAt } from '../events/values.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { byteLength, shortDigest } from '../platform/digest.ts';
import type { Journey } from './journey.ts';
import type { Cause, Run } from './run.ts';

/** What came in older than this starts nothing (rule 13): by its receipt, so that our own delay takes nobody's journey. */
export const HORIZON = DAY;

/** Bytes of an event's properties that a run keeps for words and branches. */
const MOST_PROPERTIES = 4_096;

/** Something that may start a journey for a person. */
export interface Occasion {
  readonly cause: Cause;
  /** Names it for good, so that the same occasion seen twice is one run. */
  readonly key: string;
}

export const holds = (where: readonly Condition[], properties: unknown, zone: string): boolean =>
  where.every(({ property, ...operators }) => satisfies(valueAt(properties, property), operators, zone));

/** The part of an event that journeys look at. */
export type SeenEvent = Pick<StoredEvent, 'type' | 'name' | 'at' | 'receivedAt' | 'messageId' | 'imported'> & {
  readonly body: Pick<StoredEvent['body'], 'properties'>;
};

/** Whether an event may start anything: not of an import, and not of yesterday. */
export const isFresh = ({ at, receivedAt, imported }: Pick<SeenEvent, 'at' | 'receivedAt' | 'imported'>): boolean =>
  !imported && Date.parse(receivedAt) - Date.parse(at) <= HORIZON;

const kept = (properties: Readonly<Record<string, unknown>> | undefined): Pick<Cause, 'properties'> =>
  properties === undefined || byteLength(JSON.stringify(properties)) > MOST_PROPERTIES ? {} : { properties };

/** The occasion that an event is for this journey; nothing if it is none. */
export const occasionOf = (
  { trigger }: Pick<Journey, 'trigger'>,
  event: SeenEvent,
  zone: string,
): Occasion | undefined => {
  if (trigger.on !== 'event' || event.type !== 'track' || event.name !== trigger.event || !isFresh(event))
    return undefined;
  const { properties } = event.body;
  if (!holds(trigger.where ?? [], properties, zone)) return undefined;
  // A clock that runs ahead must not make a wait longer.
  const at = event.at < event.receivedAt ? event.at : event.receivedAt;
  return { cause: { at, name: event.name, ...kept(properties) }, key: event.messageId };
};

/** Names the run that an occasion starts; nothing if the object that is counted is not named in it. */
export const runIdOf = ({ entry }: Pick<Journey, 'entry'>, { cause, key }: Occasion): string | undefined => {
  switch (entry.rule) {
    case 'once':
      return 'once';
    case 'perObject': {
      const value = valueAt(cause.properties, entry.property);
      const named = typeof value === 'string' || typeof value === 'number';
      return named && value !== '' ? shortDigest(`object\u0000${value}`) : undefined;
    }
    default:
      return shortDigest(`occasion\u0000${key}`);
  }
};

/** How far apart two starts must be, ms; nothing where each stands for itself. */
export const restOf = ({ entry }: Pick<Journey, 'entry'>): number | undefined =>
  entry.rule === 'everyDays' ? entry.days * DAY : undefined;

/** Whether a start at `at` is too near to another one, whichever came in first. */
export const isTooNear = (at: string, other: string, rest: number): boolean =>
  Math.abs(Date.parse(at) - Date.parse(other)) < rest;

/** A run at its first step. */
export const newRun = (
  journey: Journey,
  {
    customerId,
    journeyId,
    version,
    runId,
    cause,
  }: Pick<Run, 'customerId' | 'journeyId' | 'version' | 'runId' | 'cause'>,
  now: number,
): Run => {
  const [first] = journey.steps;
  const step = first?.id ?? '';
  return {
    ...{ customerId, journeyId, version, runId, cause, enteredAt: toIso(now), status: 'running', step },
    since: cause.at,
    visits: { [step]: 1 },
  };
};
