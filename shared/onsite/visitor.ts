import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { anonymousPerson, knownPerson } from '../events/person.ts';
import { deriveKey, hmac } from '../platform/hash.ts';

/**
 * Key by which a shop's server signs the ids of its members, as hex. Whoever reads a write key in a page's source cannot ask for another
 * member's messages with it.
 */
export const userHashKey = (signingKey: string): string => deriveKey(signingKey, 'on-site user hash').toString('hex');

/** HMAC-SHA-256 of the user id under `userHashKey`, hex: what a shop's server puts into the page. */
export const userHashOf = (signingKey: string, userId: string): string =>
  hmac(Buffer.from(userHashKey(signingKey), 'utf8'), userId).toString('hex');

export const visitorSchema = z.object({
  userId: z.string().min(1).max(300).optional(),
  userHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be an HMAC-SHA-256 as 64 digits of lower-case hex')
    .optional(),
  anonymousId: z.string().min(1).max(300).optional(),
});
export type Visitor = z.infer<typeof visitorSchema>;

/**
 * The person as sent whom a page may ask for: a member whose hash is right, or else the browser by its own id. A member without a right
 * hash is nobody.
 */
export const visitorOf = (
  { userId, userHash, anonymousId }: Visitor,
  signingKey: string,
): { readonly person: string; readonly signed: boolean } | undefined => {
  if (userId !== undefined) {
    const expected = Buffer.from(userHashOf(signingKey, userId), 'utf8');
    const given = Buffer.from(userHash ?? '', 'utf8');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return { person: knownPerson(userId), signed: true };
  }
  return anonymousId === undefined ? undefined : { person: anonymousPerson(anonymousId), signed: false };
};
