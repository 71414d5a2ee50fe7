import type * as z from 'zod';
import { DangolError, type ErrorCode, type ErrorDetail } from './errors.ts';

/** `a.0.b` for a zod path; the empty path (the whole body) is `$`. */
const pathOf = (path: readonly PropertyKey[]): string => (path.length === 0 ? '$' : path.map(String).join('.'));

export const detailsOf = (error: z.core.$ZodError): ErrorDetail[] =>
  error.issues.slice(0, 20).map((issue) => ({ path: pathOf(issue.path), message: issue.message }));

/** Parses what came over a boundary. Throws a `DangolError` whose details name each path. */
export const parse = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
  code: ErrorCode = 'invalid',
): z.infer<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = detailsOf(result.error);
  const first = details[0];
  const message = first ? `${what}: ${first.path}: ${first.message}` : `${what} is not valid.`;
  throw new DangolError(code, message, { details });
};

/** Parses JSON text. Throws `malformed_json` with the parser's own words. */
export const parseJson = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'not JSON';
    throw new DangolError('malformed_json', `${what} is not valid JSON: ${reason}. Send one JSON document in UTF-8.`, {
      cause,
      details: [{ path: '$', message: reason }],
    });
  }
};
