import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { parseJson } from './parse.ts';

const secretSchema = z.object({ signingKey: z.string().regex(/^[0-9a-f]{64}$/, 'must be 32 bytes in hexadecimal') });

/** Reads the project's secret on first use and keeps it for the life of the worker; a failed read is tried again next time. */
export const createSigningKey = (client: SecretsManagerClient, arn: string): (() => Promise<string>) => {
  let known: Promise<string> | undefined;
  const read = async (): Promise<string> => {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return secretSchema.parse(parseJson(answer.SecretString ?? '', 'The secret')).signingKey;
  };
  return () => {
    // The promise is kept, not the value: people worked on side by side share one read.
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
};
