import * as z from 'zod';
import type { Journey } from './journey.ts';

/** `draining`: nobody enters, who is inside goes on. `paused`: nobody enters and everybody stands still. `stopped` is the end. */
export const JOURNEY_STATUSES = ['running', 'paused', 'draining', 'stopped'] as const;
export type JourneyStatus = (typeof JOURNEY_STATUSES)[number];

/** How a started journey stands; one that was never started is a draft and has none. */
export const journeyStateSchema = z.object({
  journeyId: z.string(),
  status: z.enum(JOURNEY_STATUSES),
  /** That people enter. */
  version: z.number().int(),
  startedAt: z.string(),
  /** Whoever entered before has been stopped, whatever became of the journey since. */
  stoppedAt: z.string().optional(),
  /** People inside older versions take this one's steps from their next step on; by old step id where the ids differ. */
  migration: z.object({ to: z.number().int(), at: z.string(), steps: z.record(z.string(), z.string()) }).optional(),
  by: z.string().optional(),
  updatedAt: z.string(),
  /** Counts changes, so that two people cannot overwrite each other. */
  revision: z.number().int(),
});
export type JourneyState = z.infer<typeof journeyStateSchema>;

/** What makes a journey look: an event that starts it or is waited for, a trait, a date in one, an outcome, a segment, a call of the API. */
export interface Signal {
  readonly kind: 'event' | 'awaited' | 'trait' | 'date' | 'message' | 'segment' | 'api';
  readonly name: string;
}

/** Everything that a version of a journey has to be told of. */
export const signalsOf = ({ trigger, goal, steps }: Journey): Signal[] => {
  const signals: Signal[] = [];
  if (trigger.on === 'event') signals.push({ kind: 'event', name: trigger.event });
  if (trigger.on === 'trait' || trigger.on === 'date')
    signals.push({ kind: trigger.on, name: trigger.trait.split('.')[0] ?? trigger.trait });
  if (trigger.on === 'message') signals.push({ kind: 'message', name: trigger.outcome });
  if (trigger.on === 'segment') signals.push({ kind: 'segment', name: trigger.segment });
  if (trigger.on === 'api') signals.push({ kind: 'api', name: 'enter' });
  if (goal) signals.push({ kind: 'awaited', name: goal.event });
  for (const step of steps) {
    if (step.type === 'waitFor' && step.for.event !== undefined)
      signals.push({ kind: 'awaited', name: step.for.event });
  }
  return signals;
};
