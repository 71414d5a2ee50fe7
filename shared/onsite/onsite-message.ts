import * as z from 'zod';
import { sha256Hex } from '../platform/hash.ts';
import { ONSITE_SLOTS } from './content.ts';

export const ONSITE_OUTCOMES = ['shown', 'clicked', 'dismissed'] as const;
export type OnsiteOutcome = (typeof ONSITE_OUTCOMES)[number];

/** What one person is shown, in finished words. */
export const onsiteMessageSchema = z.object({
  id: z.string(),
  contentId: z.string(),
  slot: z.enum(ONSITE_SLOTS),
  place: z.string().optional(),
  language: z.string(),
  title: z.string(),
  text: z.string(),
  image: z.string().optional(),
  button: z.object({ label: z.string(), url: z.string() }).optional(),
  createdAt: z.string(),
  until: z.string(),
  shownAt: z.string().optional(),
  clickedAt: z.string().optional(),
  dismissedAt: z.string().optional(),
  expiresAt: z.number(),
});
export type OnsiteMessage = z.infer<typeof onsiteMessageSchema>;

/** The same effect is the same message. */
export const onsiteIdOf = (effectId: string): string => `s${sha256Hex(`onsite ${effectId}`).slice(0, 26)}`;

/** Still to be shown: in its time, and neither followed nor closed. */
export const isOpen = ({ until, clickedAt, dismissedAt }: OnsiteMessage, now: string): boolean =>
  now < until && clickedAt === undefined && dismissedAt === undefined;
