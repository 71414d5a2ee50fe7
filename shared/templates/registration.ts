import * as z from 'zod';
import { toIso } from '../platform/clock.ts';

/** Where a template of AlimTalk stands with Kakao; `new`: not asked for yet; `unknown`: Solapi has none of this id. */
const STATES = ['new', 'pending', 'approved', 'rejected', 'unknown'] as const;

export const registrationSchema = z.object({
  state: z.enum(STATES),
  /** Registered words, with their variables. */
  content: z.string(),
  /** What the last reviewer said. */
  comment: z.string().optional(),
  /** When it was last asked for, ISO 8601 UTC. */
  at: z.string(),
});
export type Registration = z.infer<typeof registrationSchema>;

export const NEW_REGISTRATION: Registration = { state: 'new', content: '', at: toIso(0) };

/** Variables of registered words, each once: `#{이름}`. */
export const variablesOf = (content: string): string[] => [
  ...new Set([...content.matchAll(/#\{[^{}]+\}/g)].map(([name]) => name)),
];
