import { HOUR, toIso } from '../platform/clock.ts';
import { deriveKey } from '../platform/hash.ts';
import { seal, unseal } from '../platform/seal.ts';
import type { Webhook } from './webhook.ts';

type Secrets = Webhook['secrets'];

/** A replaced secret goes on for so long, so that the receiver may change over. */
export const GRACE = 24 * HOUR;

const keyOf = (signingKey: string): Buffer => deriveKey(signingKey, 'webhook secrets');

export const sealed = (signingKey: string, secret: string): Secrets[number] => ({
  sealed: seal(keyOf(signingKey), secret),
});

/** With a new secret first; of the old ones the newest stays until the grace is over, so two are valid at most. */
export const rotated = (signingKey: string, secrets: Secrets, secret: string, now: number): Secrets => {
  const [last] = secrets;
  return [sealed(signingKey, secret), ...(last ? [{ ...last, until: toIso(now + GRACE) }] : [])];
};

/** Those that are valid at `now`, newest first. */
export const validSecrets = (signingKey: string, secrets: Secrets, now: number): string[] =>
  secrets
    .filter(({ until }) => until === undefined || until > toIso(now))
    .flatMap(({ sealed: text }) => unseal(keyOf(signingKey), text) ?? []);
