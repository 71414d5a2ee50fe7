import * as z from 'zod';
import { type Solapi, SolapiNotSetUp, SolapiUnanswered } from '../solapi/client.ts';
import { meaningOf } from '../solapi/status.ts';
import type { HandOver } from './channel.ts';

const takenSchema = z.object({ messageId: z.string(), statusCode: z.string() });
const errorSchema = z.object({ errorCode: z.string().max(100) });

/** Refusals by name that are the account's fault: wrong key, no right, no money. */
const ACCOUNT = /balance|account|apikey|api key|signature|forbidden|unauthorized|authentic|sender ?number/i;

/** Code of a refusal, numeric or by name. */
const refused = (code: string): HandOver => {
  switch (meaningOf(code)) {
    case 'account':
      return { kind: 'refused', code, retry: 'paused' };
    case 'busy':
      return { kind: 'refused', code, retry: 'unreachable' };
    default:
      return ACCOUNT.test(code) ? { kind: 'refused', code, retry: 'paused' } : { kind: 'refused', code };
  }
};

/**
 * What an answer of `POST /messages/v4/send` proves. 200 with status 2000 is taken, any other status is not; 4xx is a refusal with
 * `errorCode`; 5xx, and no answer after the connection was made, prove nothing. Source: Solapi documentation, sendSimpleMessage.
 */
const handOverOf = (status: number, body: unknown): HandOver => {
  if (status >= 200 && status < 300) {
    const taken = takenSchema.safeParse(body).data;
    if (!taken) return { kind: 'unknown', code: 'unreadable' };
    const { messageId, statusCode } = taken;
    return meaningOf(statusCode) === 'taken' ? { kind: 'accepted', providerId: messageId } : refused(statusCode);
  }
  if (status < 400 || status >= 500) return { kind: 'unknown', code: `HTTP ${status}` };
  const code = errorSchema.safeParse(body).data?.errorCode ?? `HTTP ${status}`;
  if (status === 429) return { kind: 'refused', code, retry: 'throttled' };
  if (status === 401 || status === 402 || status === 403) return { kind: 'refused', code, retry: 'paused' };
  return refused(code);
};

/** Hands one message over, once; never throws. */
export const sendOnce = async (solapi: Solapi, message: object): Promise<HandOver> => {
  try {
    const { status, body } = await solapi.call('POST', '/messages/v4/send', { body: { message } });
    return handOverOf(status, body);
  } catch (error) {
    if (error instanceof SolapiNotSetUp) return { kind: 'refused', code: error.name, retry: 'paused' };
    if (error instanceof SolapiUnanswered)
      return error.unsent
        ? { kind: 'refused', code: error.code, retry: 'unreachable' }
        : { kind: 'unknown', code: error.code };
    // The secret could not be read: nothing has been sent.
    return { kind: 'refused', code: error instanceof Error ? error.name : 'unknown', retry: 'unreachable' };
  }
};
