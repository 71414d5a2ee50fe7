import { readCall } from '../events/read-call.ts';
import { shortDigest } from '../platform/digest.ts';
import { RowError } from './row-reader.ts';

/** One call of the tracking API, ready to be sent, with the lines of the file that it stands for. */
export interface ImportCall {
  readonly json: string;
  /** The same before it became text. */
  readonly said: Readonly<Record<string, unknown>>;
  readonly lines: readonly number[];
}

/** A line that is not imported, and why. */
export interface Reject {
  readonly line: number;
  readonly reason: string;
}

/** What became of a row: calls, a rejection, or left out because the map says so. */
export type Outcome = { readonly call: ImportCall } | { readonly reject: Reject } | { readonly skip: Reject };

/** The same words give the same messageId, so a second import changes nothing. */
export const importId = (...words: readonly string[]): string => `import-${shortDigest(words.join('\u0000'))}`;

/** Builds a call and has it judged by the rules of the API itself, so that a bad row is known before anything is sent. */
export const toCall = (call: Record<string, unknown>, lines: readonly number[], now: number): ImportCall => {
  const reading = readCall(call, { receivedAt: now, source: '', imported: true });
  if (!reading.ok) throw new RowError(reading.flaw.message.replace(/\.$/, ''));
  return { json: JSON.stringify(call), said: call, lines };
};
