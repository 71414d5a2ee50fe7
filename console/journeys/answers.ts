import * as z from 'zod';
import { listOf } from '../platform/api.ts';

/** A journey as the API answers it. Its steps are read by the journey's own schema. */
export const journeyAnswer = z.looseObject({
  id: z.string(),
  name: z.string(),
  version: z.number().int(),
  archived: z.boolean(),
  updatedAt: z.string(),
});
export type JourneyAnswer = z.infer<typeof journeyAnswer>;

export const journeysAnswer = listOf(journeyAnswer);

/** What a person wrote, without what the house keeps beside it. */
export const bodyOf = ({ id: _id, version: _version, archived: _archived, updatedAt: _at, ...body }: JourneyAnswer) =>
  body;

export const stateAnswer = z.object({
  id: z.string(),
  status: z.string(),
  /** Version that people enter; null of a draft. */
  running: z.number().int().nullable(),
  migratesTo: z.number().int().nullable(),
  inside: z.number().int(),
});
export type JourneyState = z.infer<typeof stateAnswer>;

export type Move = 'start' | 'pause' | 'resume' | 'drain' | 'stop' | 'migrate';

const counts = z.record(z.string(), z.number());

export const reportAnswer = z.object({
  entered: z.number(),
  inside: z.number(),
  stuck: z.number(),
  ended: counts,
  reached: z.number(),
  steps: z.array(
    z.object({
      id: z.string(),
      visits: z.number(),
      at: z.number(),
      messages: z
        .object({ sent: z.number(), opened: z.number(), clicked: z.number(), control: z.number(), skipped: counts })
        .optional(),
      arms: z.array(z.object({ arm: z.string(), people: z.number(), reached: z.number() })).optional(),
      pairs: z
        .array(
          z.object({
            arm: z.string(),
            against: z.string(),
            absolute: z.number(),
            anytime: z.object({ interval: z.object({ low: z.number(), high: z.number() }).nullable() }),
          }),
        )
        .optional(),
    }),
  ),
});
export type JourneyReport = z.infer<typeof reportAnswer>;

export const simulationAnswer = z.object({
  version: z.number().int(),
  trace: z.array(
    z.object({
      at: z.string(),
      run: z.string(),
      step: z.string(),
      what: z.string(),
      until: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
});
export type SimulationAnswer = z.infer<typeof simulationAnswer>;
