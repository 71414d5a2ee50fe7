import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { roleOf, SCOPES, type Scope } from './roles.ts';

/** What a key may do. It is known by the hash of its secret; the secret itself is kept nowhere. */
export interface ApiKey {
  /** The first 16 digits of the hash: names the key in answers and opens nothing. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Stamped on every event sent with this key, such as `web` or `pos`. */
  readonly source: string;
  /** Events a second over all copies of ingest; absent: no limit of its own. */
  readonly eventsPerSecond?: number | undefined;
}

export interface NewKey extends Omit<ApiKey, 'id'> {
  /** Name of the key that made it. */
  readonly createdBy?: string | undefined;
}

/** A key as it is stored. */
export const keyRowSchema = z.object({
  /** SHA-256 of the secret, hex. */
  definitionId: z.string(),
  keyName: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  source: z.string(),
  eventsPerSecond: z.number().optional(),
  createdAt: z.string(),
  createdBy: z.string().optional(),
  /** UTC day of the last use. */
  lastUsedOn: z.string().optional(),
  revoked: z.boolean().optional(),
  /** Set by a rotation: valid before this moment. */
  validUntil: z.string().optional(),
  /** Id of the key that a rotation made. */
  replacedBy: z.string().optional(),
  expiresAt: z.number().optional(),
});
export type KeyRow = z.infer<typeof keyRowSchema>;

/** `ending`: replaced, and still valid for its grace period; `ended`: that is over. */
export const KEY_STATES = ['active', 'ending', 'ended', 'revoked'] as const;
export type KeyState = (typeof KEY_STATES)[number];

export const keyIdOf = (hash: string): string => hash.slice(0, 16);

export const stateOf = (row: KeyRow, now: number): KeyState => {
  if (row.revoked) return 'revoked';
  if (row.validUntil === undefined) return 'active';
  return now < Date.parse(row.validUntil) ? 'ending' : 'ended';
};

export const isLive = (row: KeyRow, now: number): boolean => {
  const state = stateOf(row, now);
  return state === 'active' || state === 'ending';
};

export const keyOf = (row: KeyRow): ApiKey => ({
  id: keyIdOf(row.definitionId),
  name: row.keyName,
  scopes: row.scopes,
  source: row.source,
  ...(row.eventsPerSecond === undefined ? {} : { eventsPerSecond: row.eventsPerSecond }),
});

/**
 * A new secret, 192 random bits: nobody finds it by trying, so its plain SHA-256 may be stored. Its second word says at a
 * glance, and to a scanner of leaked secrets, what it opens.
 */
export const makeSecret = (scopes: readonly Scope[]): string =>
  `dangol_${roleOf(scopes) ?? scopes[0] ?? 'write'}_${randomBytes(24).toString('base64url')}`;

/** A name that is shown, logged and kept as `by`: one line, nothing invisible that could make it look like another. */
const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1)
    .max(max)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must be one line without control or invisible characters');

export const keyNameSchema = oneLine(60);
/** Short, because it stands in every event. */
export const keySourceSchema = oneLine(40);
