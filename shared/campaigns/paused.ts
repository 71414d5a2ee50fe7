import * as z from 'zod';
import type { SendState } from './send-state.ts';
import { tripSchema, tripWords } from './trip.ts';

const wordsSchema = z.object({ ko: z.string(), en: z.string() });

/** Why a campaign stands still, and how it goes on. */
export const pausedSchema = z.object({
  by: z.enum(['person', 'guardrail']),
  /** Name of the key or user. */
  name: z.string().nullable(),
  at: z.string(),
  trip: tripSchema.nullable(),
  reason: wordsSchema.nullable(),
  resume: wordsSchema.nullable(),
});

/** Nothing of a campaign that is not paused. */
export const pausedOf = (state: SendState | undefined): z.infer<typeof pausedSchema> | null => {
  if (state?.status !== 'paused' || !state.paused) return null;
  const { by, name = null, at, trip } = state.paused;
  const words = trip && tripWords(trip);
  return { by, name, at, trip: trip ?? null, reason: words?.reason ?? null, resume: words?.resume ?? null };
};
