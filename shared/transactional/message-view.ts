import * as z from 'zod';
import { RECIPIENT_STATUSES } from '../delivery/list-recipients.ts';
import type { Message } from '../delivery/message.ts';
import { publicId } from '../events/person.ts';
import { CHANNELS } from '../templates/template.ts';
import type { MessageRequest } from './request.ts';

/** A single message and what became of it. */
export const messageViewSchema = z.object({
  messageId: z.string(),
  /** `pending`: not handed over yet. `unknown`: the provider may have it; a receipt settles it, it is never sent again. */
  status: z.enum(RECIPIENT_STATUSES),
  /** Why it was skipped, waits, failed or is unknown. */
  reason: z.string().nullable(),
  customerId: z.string(),
  channel: z.enum(CHANNELS),
  templateId: z.string(),
  templateVersion: z.number().int(),
  acceptedAt: z.string(),
  handedOverAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  bouncedAt: z.string().nullable(),
});
export type MessageView = z.infer<typeof messageViewSchema>;

const standingOf = (request: MessageRequest, row: Message | undefined): Pick<MessageView, 'status' | 'reason'> => {
  const { status, reason = null } = row ?? request.outcome ?? { status: 'claimed' };
  // Accepted and not yet looked at: it waits for nothing.
  const isFresh = status === 'claimed' || (status === 'deferred' && reason === null);
  return isFresh ? { status: 'pending', reason: null } : { status, reason };
};

/** `row` is its ledger row; without one, grown out of the ledger, what was kept of the outcome. */
export const messageView = (request: MessageRequest, row: Message | undefined): MessageView => {
  const { messageId, customerId, channel, templateId, templateVersion, acceptedAt } = request;
  return {
    messageId,
    ...standingOf(request, row),
    customerId: publicId(customerId),
    ...{ channel, templateId, templateVersion, acceptedAt },
    handedOverAt: row?.handedOverAt ?? null,
    deliveredAt: row?.deliveredAt ?? null,
    bouncedAt: row?.bouncedAt ?? null,
  };
};
