import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { parseJson } from './parse.ts';

const secretSchema = z.object({ signingKey: z.string().regex(/^[0-9a-f]{64}$/, 'must be 32 bytes in hexadecimal') });

/** Reads the project's secret on first use and keeps it for the life of the worker; a failed read is tried again next time. */
export const createSigningKey = (client: SecretsManagerClient, arn: string): (() => Promise<string>) => {
  let known: string | undefined;
  return async () => {
    if (known === undefined) {
      const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      known = secretSchema.parse(parseJson(answer.SecretString ?? '', 'The secret')).signingKey;
    }
    return known;
  };
};
