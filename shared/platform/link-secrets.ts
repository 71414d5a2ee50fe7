import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Clock, MINUTE, toIso } from './clock.ts';
import { DangolError } from './errors.ts';
import { parseJson } from './parse.ts';

const hexKey = z.string().regex(/^[0-9a-f]{64}$/, 'must be 32 bytes in hexadecimal');

const secretSchema = z.looseObject({
  signingKey: hexKey,
  /** Secrets of links made by a rotation, newest first; each signs from its time on. */
  linkKeys: z.array(z.object({ key: hexKey, from: z.iso.datetime() })).default([]),
});

/** Hexadecimal secrets from which keys of links are derived. */
export interface LinkSecrets {
  /** Signs new links. */
  readonly signs: string;
  /** Read links, the youngest first: nobody's way out of an old mail may end. */
  readonly reads: readonly string[];
}

/** A reader asks again after this, so a new key is known long before it signs. */
const READ_AGAIN = 5 * MINUTE;
/** From its making until a key signs. */
const LEAD = 15 * MINUTE;
/** Keys that a secret holds; a rotation every month lasts for three years of mails. */
const MOST_KEYS = 36;

/** What the text of the stack's secret says at `now` (ms). */
export const linkSecretsAt = (text: string, now: number): LinkSecrets => {
  const { signingKey, linkKeys } = secretSchema.parse(parseJson(text, 'The secret'));
  const signs = linkKeys.find(({ from }) => Date.parse(from) <= now)?.key ?? signingKey;
  return { signs, reads: [...linkKeys.map(({ key }) => key), signingKey] };
};

/** The secret's text with one more key for links, and from when it signs. Throws `conflict` when there are too many. */
export const withLinkKey = (
  text: string,
  key: string,
  now: number,
): { readonly text: string; readonly from: string } => {
  const secret = secretSchema.parse(parseJson(text, 'The secret'));
  if (secret.linkKeys.length >= MOST_KEYS)
    throw new DangolError(
      'conflict',
      `The secret holds ${MOST_KEYS} keys of links, and no more are kept; take those out of "linkKeys" whose mails nobody opens any more.`,
    );
  const from = toIso(now + LEAD);
  return {
    text: JSON.stringify({ ...secret, linkKeys: [{ key: hexKey.parse(key), from }, ...secret.linkKeys] }),
    from,
  };
};

/** Reads the stack's secret, again every five minutes; what is known stays good while it cannot be read. */
export const createLinkSecrets = (
  client: SecretsManagerClient,
  arn: string,
  clock: Clock,
): (() => Promise<LinkSecrets>) => {
  let known: { readonly text: string; readonly until: number } | undefined;
  return async () => {
    if (!known || known.until <= clock()) {
      try {
        const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
        linkSecretsAt(SecretString, clock());
        known = { text: SecretString, until: clock() + READ_AGAIN };
      } catch (error) {
        if (!known) throw error;
        known = { ...known, until: clock() + MINUTE };
      }
    }
    return linkSecretsAt(known.text, clock());
  };
};
