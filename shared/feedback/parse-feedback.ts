import * as z from 'zod';
import { DangolError, quote } from '../platform/errors.ts';
import { parseJson } from '../platform/parse.ts';
import type { Feedback } from './fact.ts';
import { looksLikeSes, parseSesEvent } from './ses-event.ts';
import { looksLikeInbound, looksLikeSms, parseInboundText, parseSmsEvent } from './sms-event.ts';
import { looksLikeSolapi, parseSolapiEvent } from './solapi-event.ts';
import { looksLikeTrack, parseTrackMessage } from './track-message.ts';

/** SNS wraps what it delivers unless raw delivery is on; both pass. */
const snsSchema = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** SES announces a new event destination with plain words. */
const GREETING = /^Successfully validated SNS topic/;

/** One message of the feedback queue. Throws a `DangolError` for what is none of the known shapes. */
export const parseFeedback = (text: string): Feedback => {
  if (GREETING.test(text)) return { kind: 'ignored', reason: 'greeting' };
  const body = parseJson(text, 'Feedback');
  const wrapped = snsSchema.safeParse(body);
  if (wrapped.success) return parseFeedback(wrapped.data.Message);
  for (const [fits, parse] of SHAPES) {
    if (!fits(body)) continue;
    try {
      return parse(body);
    } catch (cause) {
      const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
      const where = issue ? ` at ${issue.path.join('.') || '$'}: ${issue.message}` : '';
      throw new DangolError('invalid', `Feedback does not have its documented shape${where}.`, { cause });
    }
  }
  throw new DangolError(
    'invalid',
    `Feedback ${quote(text.slice(0, 60))} is none of: SES event, text message event, inbound text, message or refusal of Solapi, own link visit.`,
  );
};

const SHAPES: readonly (readonly [(body: unknown) => boolean, (body: unknown) => Feedback])[] = [
  [looksLikeTrack, parseTrackMessage],
  [looksLikeSolapi, parseSolapiEvent],
  [looksLikeSes, parseSesEvent],
  [looksLikeInbound, parseInboundText],
  [looksLikeSms, parseSmsEvent],
];
