import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Clock, MINUTE } from '../platform/clock.ts';
import { parseJson } from '../platform/parse.ts';

const secretSchema = z.object({
  /** Of an API key made in the provider's console; empty until somebody fills them in. */
  apiKey: z.string(),
  apiSecret: z.string(),
  /** Shared word of webhooks, set in the provider's console as well. */
  webhookSecret: z.string().min(20),
});
export type SolapiSecret = z.infer<typeof secretSchema>;

/** How long a secret is kept: a key that was changed is used within this time. */
const KEEP = 5 * MINUTE;

/** Reads the provider's secret; never a setting, for settings can be read with a key of the API. */
export const createSolapiSecret = (
  client: SecretsManagerClient,
  arn: string,
  clock: Clock,
): (() => Promise<SolapiSecret>) => {
  let known: { readonly secret: Promise<SolapiSecret>; readonly until: number } | undefined;
  const read = async (): Promise<SolapiSecret> => {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return secretSchema.parse(parseJson(answer.SecretString ?? '', 'The secret of Solapi'));
  };
  return () => {
    if (known === undefined || clock() >= known.until || clock() < known.until - KEEP) {
      const secret = read();
      known = { secret, until: clock() + KEEP };
      secret.catch(() => {
        known = undefined;
      });
    }
    return known.secret;
  };
};
