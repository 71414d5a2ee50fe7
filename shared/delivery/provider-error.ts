import * as z from 'zod';
import type { HandOver } from './channel.ts';

const errorSchema = z.object({
  name: z.string().catch('Error'),
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
});

/** The connection was never made, so nothing was sent. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The account, not the message, is at fault: the rest of the campaign waits until somebody has mended it. */
const ACCOUNT = /SendingPaused|NotVerified|ConfigurationSetDoesNotExist|ResourceNotFound|LimitExceeded|Suspended/;

/**
 * What an error of a send call proves. Only an answer that says "not accepted", or a connection that was never made, is
 * known; timeouts, resets and 5xx after sending are not. Sources: SES and End User Messaging API references.
 */
export const handOverOf = (thrown: unknown): HandOver => {
  const error = errorSchema.catch({ name: 'Error', message: '' }).parse(thrown);
  const { name, message } = error;
  if (error.code !== undefined && UNSENT.has(error.code))
    return { kind: 'refused', code: error.code, retry: 'unreachable' };
  const status = error.$metadata?.httpStatusCode;
  if (status === undefined || status >= 500 || status < 400) return { kind: 'unknown', code: error.code ?? name };
  if (/quota/i.test(name) || /quota exceeded/i.test(message)) return { kind: 'refused', code: name, retry: 'quota' };
  if (/Throttl|TooManyRequests|RequestLimit/.test(name) || status === 429)
    return { kind: 'refused', code: name, retry: 'throttled' };
  if (ACCOUNT.test(name) || /not verified/i.test(message)) return { kind: 'refused', code: name, retry: 'paused' };
  if (status === 401 || status === 403) return { kind: 'refused', code: name, retry: 'unreachable' };
  return { kind: 'refused', code: name };
};
