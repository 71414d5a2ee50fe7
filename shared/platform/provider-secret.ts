import { isDeepStrictEqual } from 'node:util';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { DangolError } from './errors.ts';
import { parseJson } from './parse.ts';

const secretSchema = z.record(z.string(), z.unknown());

type Parts = Readonly<Record<string, unknown>>;

/** Somebody who writes at the same moment this often is no coincidence. */
const MOST_TRIES = 5;

/**
 * The secret of the providers as one JSON object with a part per provider. Senders read their own part (kept-secret.ts); here parts are read anew
 * and put in. Secrets Manager knows no condition, so whoever wrote between our reading and our writing is found afterwards, in the version
 * that ours took the place of, and their parts are written again.
 */
export const createProviderSecret = (client: Pick<SecretsManagerClient, 'send'>, arn: string) => {
  const versionAt = async (
    stage: 'AWSCURRENT' | 'AWSPREVIOUS',
  ): Promise<{ readonly id: string; readonly parts: Parts }> => {
    const { SecretString = '', VersionId: id = '' } = await client.send(
      new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }),
    );
    return { id, parts: secretSchema.parse(parseJson(SecretString, 'The secret of the providers')) };
  };

  const read = async (): Promise<Parts> => (await versionAt('AWSCURRENT')).parts;

  /** Throws `conflict` if others wrote at every try; what stands there then is the last writer's. */
  const put = async (name: string, part: object): Promise<void> => {
    let base = await versionAt('AWSCURRENT');
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const SecretString = JSON.stringify({ ...base.parts, [name]: part });
      const { VersionId: ours } = await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString }));
      const now = await versionAt('AWSCURRENT');
      if (now.id !== ours) {
        // Somebody wrote after us, from what they had read before us or after.
        if (isDeepStrictEqual(now.parts[name], part)) return;
        base = now;
        continue;
      }
      const replaced = await versionAt('AWSPREVIOUS');
      if (replaced.id === base.id) return;
      base = { id: now.id, parts: replaced.parts };
    }
    throw new DangolError(
      'conflict',
      'Others write to the secret of the providers at the same moment: try again in a minute.',
    );
  };

  return { read, put };
};

export type ProviderSecret = ReturnType<typeof createProviderSecret>;
