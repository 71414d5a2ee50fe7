import * as z from 'zod';
import { DangolError, quote } from '../platform/errors.ts';

/** `limit` and `cursor` of every list; spread into a list's own query schema. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2_000).optional(),
};

/** The answer of every list. */
export const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ data: z.array(schema), nextCursor: z.string().nullable() });

/** A cursor is where the next page starts, in a form that callers need not read. */
export const toCursor = (position: unknown): string =>
  Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');

/** Throws `invalid_request` for anything that `toCursor` did not make for this list. */
export const fromCursor = <Schema extends z.ZodType>(schema: Schema, cursor: string): z.infer<Schema> => {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new DangolError(
      'invalid_request',
      `cursor ${quote(cursor)} is not one of this list; use nextCursor of the page before, unchanged.`,
      { cause },
    );
  }
};
