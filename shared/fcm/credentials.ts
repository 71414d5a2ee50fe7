import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Clock, MINUTE } from '../platform/clock.ts';
import { parseJson } from '../platform/parse.ts';

/** The file of a service account as Firebase hands it out; fields are empty until somebody has put it in. */
const accountSchema = z.object({
  project_id: z.string().default(''),
  client_email: z.string().default(''),
  /** PEM, PKCS #8. */
  private_key: z.string().default(''),
});
/** The secret of the providers, of which this is a part. */
const secretSchema = z.object({ firebase: accountSchema.default(() => accountSchema.parse({})) });
export type ServiceAccount = z.infer<typeof accountSchema>;

/** How long a secret is kept: a key that was changed is used within this time. */
const KEEP = 5 * MINUTE;

/** Reads the service account; never a setting, for settings can be read with a key of the API. */
export const createServiceAccount = (
  client: SecretsManagerClient,
  arn: string,
  clock: Clock,
): (() => Promise<ServiceAccount>) => {
  let known: { readonly secret: Promise<ServiceAccount>; readonly until: number } | undefined;
  const read = async (): Promise<ServiceAccount> => {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return secretSchema.parse(parseJson(answer.SecretString ?? '', 'The secret of the providers')).firebase;
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
