import * as z from 'zod';
import { toIso } from '../platform/clock.ts';

/** Where a template of AlimTalk stands with Kakao; `new`: not asked for yet; `unknown`: Solapi has none of this id. */
const STATES = ['new', 'pending', 'approved', 'rejected', 'unknown'] as const;

export const registrationSchema = z.object({
  state: z.enum(STATES),
  /** Registered words, with their variables. */
  content: z.string(),
  /** Where its buttons lead, with their variables: of a web button its addresses, of one for an app those of both systems. */
  buttons: z
    .array(z.object({ name: z.string(), kind: z.enum(['web', 'app']), links: z.array(z.string()) }))
    .default([]),
  /** Kakao registered it as one that carries an ad (광고추가형, 복합형). */
  isAd: z.boolean().default(false),
  /** What the last reviewer said. */
  comment: z.string().optional(),
  /** When it was last asked for, ISO 8601 UTC. */
  at: z.string(),
});
export type Registration = z.infer<typeof registrationSchema>;

export const NEW_REGISTRATION: Registration = { state: 'new', content: '', buttons: [], isAd: false, at: toIso(0) };

const NAMES = /#\{[^{}]+\}/g;

/** Variables of what was registered, buttons included, each once: `#{이름}`. */
export const variablesOf = ({ content, buttons }: Pick<Registration, 'content' | 'buttons'>): string[] => [
  ...new Set([content, ...buttons.flatMap(({ links }) => links)].flatMap((text) => text.match(NAMES) ?? [])),
];

/** Web addresses must be encrypted, and an app's has a scheme of its own that runs nothing. */
const isSafe = (kind: 'web' | 'app', link: string): boolean =>
  kind === 'web'
    ? /^https:\/\/[^\s]/i.test(link)
    : /^[a-z][a-z0-9+.-]*:\/\//i.test(link) && !/^(javascript|data|http):/i.test(link);

/** Names of buttons whose links nobody should be sent to. */
export const unsafeButtons = ({ buttons }: Pick<Registration, 'buttons'>): string[] =>
  buttons.filter(({ kind, links }) => links.some((link) => !isSafe(kind, link))).map(({ name }) => name);
