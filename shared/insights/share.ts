import { randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { hmac } from '../platform/hash.ts';

/** Kind of the definitions that shared receipts are. */
export const SHARE = 'share';
/** Purpose label of `deriveKey(secret, SHARE_KEY)`. */
export const SHARE_KEY = 'share';

/** What a link shows to whoever holds it: one campaign's receipt, that of a span of days, or what one journey did in it. Counts and money, nobody's name. */
export const shareSchema = z.object({
  what: z.union([
    z.object({ campaignId: z.string() }),
    z.object({ from: z.string(), to: z.string(), journeyId: z.string().optional() }),
  ]),
  language: z.enum(['ko', 'en']),
  createdAt: z.string(),
  createdBy: z.string().nullable(),
  expiresAt: z.string(),
  revokedAt: z.string().nullable(),
});
export type Share = z.infer<typeof shareSchema>;

const ID = /^[0-9a-f]{24}$/;
const SIGNATURE_BYTES = 16;

export const newShareId = (): string => randomBytes(12).toString('hex');

const signatureOf = (key: Buffer, id: string): Buffer => hmac(key, id).subarray(0, SIGNATURE_BYTES);

export const shareToken = (key: Buffer, id: string): string => `${id}.${signatureOf(key, id).toString('base64url')}`;

/** The id that a token was signed for, or nothing. Never throws. */
export const readShareToken = (key: Buffer, token: string): string | undefined => {
  const [id = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || !ID.test(id)) return undefined;
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== SIGNATURE_BYTES || given.toString('base64url') !== signature) return undefined;
  return timingSafeEqual(given, signatureOf(key, id)) ? id : undefined;
};

export const isOpen = ({ expiresAt, revokedAt }: Share, now: number): boolean =>
  revokedAt === null && now < Date.parse(expiresAt);
