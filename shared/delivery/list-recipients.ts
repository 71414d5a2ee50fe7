import * as z from 'zod';
import { type Arm, armOf } from '../campaigns/arm.ts';
import type { ChunkStore } from '../campaigns/chunk-store.ts';
import type { SendStore } from '../campaigns/send-store.ts';
import { channelOf, splitOf } from '../campaigns/snapshot.ts';
import { publicId } from '../events/person.ts';
import { messageKey } from '../tables/keys.ts';
import { CHANNELS, type Channel } from '../templates/template.ts';
import type { Message } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { planSchema } from './plan.ts';
import { waysView, wayViewSchema } from './ways-view.ts';

/** What the API says of a person's message: a claim in flight is `pending`. */
export const RECIPIENT_STATUSES = ['pending', 'sent', 'deferred', 'skipped', 'failed', 'unknown', 'control'] as const;
export type RecipientStatus = (typeof RECIPIENT_STATUSES)[number];

export const recipientSchema = z.object({
  customerId: z.string(),
  arm: z.string(),
  status: z.enum(RECIPIENT_STATUSES),
  reason: z.string().nullable(),
  at: z.string().nullable(),
  /** Waits until then; null if it does not wait. */
  until: z.string().nullable(),
  /** When this person was to be written to, and why then; null of a campaign that writes to all at once. */
  plan: planSchema.nullable(),
  channel: z.enum(CHANNELS),
  /** In which language the message was written; null unless the template has several. */
  language: z.string().nullable(),
  /** Every way that was tried; null of a message that has one. */
  ways: z.array(wayViewSchema).nullable(),
});
export type Recipient = z.infer<typeof recipientSchema>;

/** Where the next page starts: behind this many chunks, at this person of the next one. */
export const recipientCursorSchema = z.object({ chunk: z.number().int().min(0), index: z.number().int().min(0) });
export type RecipientCursor = z.infer<typeof recipientCursorSchema>;

export interface RecipientFilter {
  readonly status: RecipientStatus | undefined;
  readonly reason: string | undefined;
}

/** Chunks looked through for one page; a rare reason may need several calls with empty pages between. */
const CHUNKS_PER_PAGE = 20;

const view = (customerId: string, arm: Arm, channel: Channel, row: Message | undefined): Recipient => {
  const status = row === undefined || row.status === 'claimed' ? 'pending' : row.status;
  return {
    customerId: publicId(customerId),
    arm,
    status,
    reason: row?.reason ?? null,
    at: row?.handedOverAt ?? row?.at ?? null,
    until: status === 'deferred' ? (row?.until ?? null) : null,
    plan: row?.plan ?? null,
    channel: row?.link === undefined ? channel : row.channel,
    language: row?.language ?? null,
    ways: row === undefined ? null : waysView(row),
  };
};

const fits = (recipient: Recipient, { status, reason }: RecipientFilter): boolean =>
  (status === undefined || recipient.status === status) && (reason === undefined || recipient.reason === reason);

export interface AudienceDeps {
  readonly sends: Pick<SendStore, 'state' | 'snapshot'>;
  readonly chunks: Pick<ChunkStore, 'chunks' | 'ids'>;
  readonly messages: Pick<MessageStore, 'findMany'>;
}

/** One person of a launched campaign; no row before the person's turn. */
interface Member {
  readonly customerId: string;
  readonly arm: Arm;
  readonly channel: Channel;
  readonly row: Message | undefined;
}

/** A page of those of a launched campaign of whom `pick` answers something, in the order of its audience; none for a draft. */
export const walkAudience = async <Found>(
  { sends, chunks, messages }: AudienceDeps,
  campaignId: string,
  limit: number,
  pick: (member: Member) => Found | undefined,
  cursor: RecipientCursor = { chunk: 0, index: 0 },
): Promise<{ found: Found[]; next?: RecipientCursor }> => {
  const state = await sends.state(campaignId);
  if (!state) return { found: [] };
  const snapshot = await sends.snapshot(campaignId);
  const split = splitOf(snapshot);
  const found: Found[] = [];
  let position = -1;
  for await (const chunk of chunks.chunks(campaignId)) {
    position += 1;
    if (position < cursor.chunk) continue;
    if (position >= cursor.chunk + CHUNKS_PER_PAGE) return { found, next: { chunk: position, index: 0 } };
    const ids = await chunks.ids(chunk);
    const rows = await messages.findMany(ids, messageKey(campaignId));
    for (const [index, customerId] of ids.entries()) {
      if (position === cursor.chunk && index < cursor.index) continue;
      const row = rows.get(customerId);
      const arm = row?.arm ?? armOf(campaignId, customerId, split);
      const picked = pick({ customerId, arm, channel: channelOf(snapshot, arm), row });
      if (picked === undefined) continue;
      if (found.length === limit) return { found, next: { chunk: position, index } };
      found.push(picked);
    }
  }
  return { found };
};

/** A page of a launched campaign's people by what became of their message. */
export const listRecipients = async (
  deps: AudienceDeps,
  campaignId: string,
  filter: RecipientFilter,
  limit: number,
  cursor?: RecipientCursor,
): Promise<{ recipients: Recipient[]; next?: RecipientCursor }> => {
  const pick = ({ customerId, arm, channel, row }: Member): Recipient | undefined => {
    const recipient = view(customerId, arm, channel, row);
    return fits(recipient, filter) ? recipient : undefined;
  };
  const { found, next } = await walkAudience(deps, campaignId, limit, pick, cursor);
  return { recipients: found, ...(next ? { next } : {}) };
};
