import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { hmac, sha256Hex } from '../platform/hash.ts';
import { LANGUAGES } from '../templates/template.ts';

/** Purpose label of `deriveKey(secret, LANDING_KEY)`. */
export const LANDING_KEY = 'landing page';

/** A page in finished words. */
export const landingPageSchema = z.object({
  id: z.string(),
  contentId: z.string(),
  customerId: z.string(),
  language: z.enum(LANGUAGES),
  title: z.string(),
  text: z.string(),
  offer: z.string().optional(),
  button: z.object({ label: z.string(), url: z.string() }).optional(),
  createdAt: z.string(),
  /** It says from then on that it is over. */
  until: z.string(),
  expiresAt: z.number(),
});
export type LandingPage = z.infer<typeof landingPageSchema>;

/** The same effect is the same page. */
export const landingIdOf = (effectId: string): string => sha256Hex(`landing ${effectId}`).slice(0, 32);

const SIGNATURE_BYTES = 16;
const signatureOf = (key: Buffer, id: string): Buffer => hmac(key, id).subarray(0, SIGNATURE_BYTES);

/** `<id>.<base64url of 16 bytes of its HMAC-SHA-256>`: no page is looked for under an id that somebody made up. */
export const landingToken = (key: Buffer, id: string): string => `${id}.${signatureOf(key, id).toString('base64url')}`;

/** The id in a token, or nothing for whatever was not signed with this key. Never throws. */
export const landingIdIn = (key: Buffer, token: string): string | undefined => {
  const [, id, signature] = /^([0-9a-f]{32})\.([A-Za-z0-9_-]{22})$/.exec(token) ?? [];
  if (id === undefined || signature === undefined) return undefined;
  const given = Buffer.from(signature, 'base64url');
  if (given.toString('base64url') !== signature || given.length !== SIGNATURE_BYTES) return undefined;
  return timingSafeEqual(given, signatureOf(key, id)) ? id : undefined;
};
