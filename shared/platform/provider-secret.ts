import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { parseJson } from './parse.ts';

const secretSchema = z.record(z.string(), z.unknown());

/**
 * The secret of the providers as one JSON object with a part per provider. Senders read their own part (kept-secret.ts); here parts are read anew
 * and put in. Two people who put parts in at the same second may lose one: what a provider's answer is shows it.
 */
export const createProviderSecret = (client: Pick<SecretsManagerClient, 'send'>, arn: string) => {
  const read = async (): Promise<Readonly<Record<string, unknown>>> => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return secretSchema.parse(parseJson(SecretString, 'The secret of the providers'));
  };
  const put = async (name: string, part: object): Promise<void> => {
    const SecretString = JSON.stringify({ ...(await read()), [name]: part });
    await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString }));
  };
  return { read, put };
};

export type ProviderSecret = ReturnType<typeof createProviderSecret>;
