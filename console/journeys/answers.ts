import * as z from 'zod';
import { listOf } from '../platform/api.ts';

/** A journey as the API answers it: what it is, and how it stands. Its steps are read by the journey's own schema. */
export const journeyAnswer = z.looseObject({
  id: z.string(),
  name: z.string(),
  version: z.number().int(),
  archived: z.boolean(),
  updatedAt: z.string(),
  /** Absent of one that was never started. */
  state: z.object({ status: z.string(), version: z.number().int() }).nullish(),
});
export type JourneyAnswer = z.infer<typeof journeyAnswer>;

export const journeysAnswer = listOf(journeyAnswer);

/** What a person wrote, without what the house keeps beside it. */
export const bodyOf = ({
  id: _id,
  version: _version,
  archived: _archived,
  updatedAt: _at,
  state: _state,
  ...body
}: JourneyAnswer) => body;

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
