import * as z from 'zod';
import { CHANNELS } from '../templates/template.ts';
import { actorSchema } from './actor.ts';
import { linkHash } from './click.ts';
import type { Fact, Feedback } from './fact.ts';

/** What `track` puts on the feedback queue for each open, click and unsubscribe, and `project` for taps and devices that are gone. */
export const trackMessageSchema = z.object({
  source: z.literal('track'),
  /** `visit`: the page of an unsubscribe or preference link, which changes nothing. */
  kind: z.enum(['open', 'click', 'visit', 'unsubscribe', 'uninstall']),
  channel: z.enum(CHANNELS).optional(),
  ref: z.string(),
  /** ISO 8601 UTC with milliseconds, the time of the request. */
  at: z.string(),
  method: z.string(),
  userAgent: z.string(),
  actor: actorSchema,
  reason: z.string(),
  /** Target of a click, or kind of the link whose page was fetched. */
  url: z.string().optional(),
});
export type TrackMessage = z.infer<typeof trackMessageSchema>;

export const looksLikeTrack = (body: unknown): boolean =>
  z.looseObject({ source: z.literal('track') }).safeParse(body).success;

const factOf = ({ kind, at, actor, reason, url }: TrackMessage): Fact => {
  switch (kind) {
    case 'open':
      return { kind: 'opened', at, actor, reason };
    case 'click':
      return { kind: 'clicked', at, actor, reason, link: linkHash(url ?? '') };
    case 'visit':
      return { kind: 'visited', at, link: linkHash(url ?? '') };
    case 'unsubscribe':
      return { kind: 'unsubscribed', at };
    case 'uninstall':
      return { kind: 'uninstalled', at };
    default:
      return kind satisfies never;
  }
};

/** Throws a zod error for a body that `track` did not write. */
export const parseTrackMessage = (body: unknown): Feedback => {
  const message = trackMessageSchema.parse(body);
  return {
    kind: 'receipt',
    channel: message.channel ?? 'email',
    ref: message.ref,
    providerId: undefined,
    addresses: [],
    facts: [factOf(message)],
  };
};
