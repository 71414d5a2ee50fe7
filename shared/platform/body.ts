import { gunzipSync } from 'node:zlib';
import { DangolError, quote } from './errors.ts';

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const refused = (
  code: 'too_large' | 'invalid_request' | 'malformed_json',
  message: string,
  cause?: unknown,
): DangolError => new DangolError(code, message, { cause, details: [{ path: '$', message }] });

const tooLarge = (limit: number, what: string): DangolError =>
  refused('too_large', `The ${what} is larger than ${limit} bytes (${limit / 1024} KB); send less in one call.`);

const gunzip = (packed: Buffer, limit: number): Buffer => {
  try {
    // zlib stops at the limit, so a gzip bomb costs no more memory than an honest body.
    return gunzipSync(packed, { maxOutputLength: limit });
  } catch (cause) {
    if (errorCode(cause) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit, 'unpacked body');
    throw refused('invalid_request', 'The body is not valid gzip, though Content-Encoding says so.', cause);
  }
};

/** Undoes `Content-Encoding` (gzip or none). Throws 413 above `limit` bytes, 415 for an encoding it does not know. */
export const unpack = (received: Buffer, contentEncoding: string | undefined, limit: number): Buffer => {
  const encoding = (contentEncoding ?? '').trim().toLowerCase();
  if (encoding === 'gzip' || encoding === 'x-gzip') return gunzip(received, limit);
  if (encoding !== '' && encoding !== 'identity') {
    const message = `Content-Encoding ${quote(contentEncoding)} is not supported; send gzip or leave the body as it is.`;
    throw new DangolError('unsupported_encoding', message, { details: [{ path: 'content-encoding', message }] });
  }
  if (received.length > limit) throw tooLarge(limit, 'body');
  return received;
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text of a body, without a byte order mark. Throws 400 if the bytes are not UTF-8: a wrong name is worse than a refusal. */
export const textOf = (body: Buffer): string => {
  try {
    return utf8.decode(body);
  } catch (cause) {
    const message = 'The body is not UTF-8 text; convert it (CP949 and EUC-KR are refused).';
    throw refused('malformed_json', message, cause);
  }
};
