import * as z from 'zod';
import { losesAnswer, refusal, type StandInOptions } from '../stand-in/options.ts';
import { type HttpReply, serve } from '../stand-in/server.ts';

const bodySchema = z.object({ type: z.string() });
const answer = (status: number): HttpReply => ({ status, headers: {}, body: '' });

/** The shop's other systems: whatever a webhook says is kept beside the messages that people got. */
export const startWebhooks = (options: StandInOptions) =>
  serve(({ method, path, headers, body }) => {
    const faults = options.faults();
    if (refusal(faults) !== undefined) return answer(503);
    const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signature = '' } = headers;
    const text = body.toString('utf8');
    const said = bodySchema.safeParse(JSON.parse(text)).data;
    if (method !== 'POST' || said === undefined || id === '' || signature === '') return answer(400);
    options.inbox.add({
      ...{ channel: 'webhook', to: `https://${headers.host}${path}`, from: 'webhook', subject: said.type, text },
      headers: { 'webhook-timestamp': String(timestamp), 'webhook-signature': String(signature) },
      ...{ messageId: String(id), sentAt: new Date(options.clock()).toISOString() },
    });
    return { ...answer(204), drop: losesAnswer(faults) };
  });
