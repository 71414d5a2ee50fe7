import { DangolError } from '../../shared/platform/errors.ts';
import type { HttpRequest } from '../../shared/platform/http.ts';

/** Form-encoded: `List-Unsubscribe=One-Click`; a `+` or `%20` around it does no harm. */
const ENCODED = /(?:^|&)\s*list-unsubscribe\s*=\s*one-click\s*(?:&|$)/i;
/** multipart/form-data: a part of that name with that value. */
const PART = /name="?list-unsubscribe"?[^\S\r\n]*(?:;[^\r\n]*)?(?:\r?\n[^\r\n]+)*\r?\n\r?\nOne-Click/i;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

/**
 * True if the body is the one that RFC 8058 section 3.2 prescribes, in either of its encodings; our own page sends the
 * same. What cannot be read as text is not it.
 */
export const isOneClick = (request: Pick<HttpRequest, 'body'>): boolean => {
  try {
    return ENCODED.test(decoded(request.body)) || PART.test(request.body);
  } catch (error) {
    if (error instanceof DangolError) return false;
    throw error;
  }
};
