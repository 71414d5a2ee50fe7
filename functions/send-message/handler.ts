import { parseJson } from '../../shared/platform/parse.ts';
import { queueWorker } from '../../shared/platform/worker.ts';
import { messageKeySchema } from '../../shared/transactional/queue.ts';
import type { SendMessage } from '../../shared/transactional/send-message.ts';

/** `sendMessage` is made on the first message, when the secret has been read. */
export const createHandler = (sendMessage: () => Promise<SendMessage>) =>
  queueWorker(async (record) => {
    const { messageId } = messageKeySchema.parse(parseJson(record.body, 'Queue message'));
    const send = await sendMessage();
    return send(messageId);
  });
