import { readCall } from '../../shared/events/read-call.ts';
import { sha256 } from '../../shared/platform/hash.ts';
import { RowError } from './row-reader.ts';

/** One call of the tracking API, ready to be sent, with the lines of the file that it stands for. */
export interface ImportCall {
  readonly json: string;
  readonly lines: readonly number[];
}

/** A line that is not imported, and why. */
export interface Reject {
  readonly line: number;
  readonly reason: string;
}

export type Outcome = { readonly call: ImportCall } | { readonly reject: Reject };

/** The same words give the same messageId, so a second import changes nothing. */
export const importId = (...words: readonly string[]): string =>
  `import-${sha256(words.join('\u0000')).toString('base64url').slice(0, 22)}`;

/** Builds a call and has it judged by the rules of the API itself, so that a bad row is known before anything is sent. */
export const toCall = (call: Record<string, unknown>, lines: readonly number[], now: number): ImportCall => {
  const reading = readCall(call, { receivedAt: now, source: '', imported: true });
  if (!reading.ok) throw new RowError(reading.flaw.message.replace(/\.$/, ''));
  return { json: JSON.stringify(call), lines };
};
