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

interface Dependencies {
  readonly sends: SendStore;
  readonly chunks: ChunkStore;
  readonly messages: MessageStore;
}

/** A page of a launched campaign's people in the order of its audience; none for a draft. */
export const listRecipients = async (
  { sends, chunks, messages }: Dependencies,
  campaignId: string,
  filter: RecipientFilter,
  limit: number,
  cursor: RecipientCursor = { chunk: 0, index: 0 },
): Promise<{ recipients: Recipient[]; next?: RecipientCursor }> => {
  const state = await sends.state(campaignId);
  if (!state) return { recipients: [] };
  const snapshot = await sends.snapshot(campaignId);
  const split = splitOf(snapshot);
  const recipients: Recipient[] = [];
  let position = -1;
  for await (const chunk of chunks.chunks(campaignId)) {
    position += 1;
    if (position < cursor.chunk) continue;
    if (position >= cursor.chunk + CHUNKS_PER_PAGE) return { recipients, next: { chunk: position, index: 0 } };
    const ids = await chunks.ids(chunk);
    const rows = await messages.findMany(ids, messageKey(campaignId));
    for (const [index, customerId] of ids.entries()) {
      if (position === cursor.chunk && index < cursor.index) continue;
      const row = rows.get(customerId);
      const arm = row?.arm ?? armOf(campaignId, customerId, split);
      const recipient = view(customerId, arm, channelOf(snapshot, arm), row);
      if (!fits(recipient, filter)) continue;
      if (recipients.length === limit) return { recipients, next: { chunk: position, index } };
      recipients.push(recipient);
    }
  }
  return { recipients };
};
