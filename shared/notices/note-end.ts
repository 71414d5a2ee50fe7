import type { Message } from '../delivery/message.ts';
import type { MessageRequest } from '../transactional/request.ts';
import type { NoticeStore } from './notice-store.ts';

/** Keeps what became of a notice's message beside the notice, where it outlives the ledger. */
export const createNoteEnd =
  (notices: Pick<NoticeStore, 'appendEnd'>) =>
  async ({ notice, customerId }: MessageRequest, row: Message): Promise<void> => {
    if (notice === undefined) return;
    const { status, reason, at, handedOverAt, providerId } = row;
    await notices.appendEnd({
      ...{ customerId, of: notice, status, at },
      ...(reason === undefined ? {} : { reason }),
      ...(handedOverAt === undefined ? {} : { handedOverAt }),
      ...(providerId === undefined ? {} : { providerId }),
    });
  };
