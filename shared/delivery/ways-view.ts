import * as z from 'zod';
import { CHANNELS } from '../templates/template.ts';
import { triedOf } from './chain.ts';
import type { Message } from './message.ts';

/** One way on which a message was tried, as the API shows it; times are ISO 8601 UTC. */
export const wayViewSchema = z.object({
  /** 0 is the campaign's own. */
  link: z.number().int(),
  channel: z.enum(CHANNELS),
  status: z.string(),
  reason: z.string().nullable(),
  handedOverAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  bouncedAt: z.string().nullable(),
});
export type WayView = z.infer<typeof wayViewSchema>;

/** The ways that were tried, in the campaign's order; null of a message that has one. */
export const waysView = (row: Message): WayView[] | null =>
  row.link === undefined
    ? null
    : [...triedOf(row)]
        .sort(([left], [right]) => left - right)
        .map(([link, way]) => ({
          ...{ link, channel: way.channel, status: way.status, reason: way.reason ?? null },
          handedOverAt: way.handedOverAt ?? null,
          deliveredAt: way.deliveredAt ?? null,
          bouncedAt: way.bouncedAt ?? null,
        }));
