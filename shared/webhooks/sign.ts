import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A secret in the spelling of the Standard Webhooks specification: `whsec_` and 32 random bytes in base64. */
export const makeSecret = (): string => `${PREFIX}${randomBytes(32).toString('base64')}`;

/**
 * Headers of a signed call (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): one signature for each secret
 * that is valid, so that the receiver may change over when it likes. `at` is ms.
 */
export const signedHeaders = (
  id: string,
  at: number,
  body: string,
  secrets: readonly string[],
): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(at / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`;
  });
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Dangol-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
};
