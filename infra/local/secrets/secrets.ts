import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { bodyOf, jsonError, jsonReply, operationOf } from '../stand-in/json-api.ts';
import type { StandInOptions } from '../stand-in/options.ts';
import { serve } from '../stand-in/server.ts';

type Secret = { arn: string; name: string; secretString: string; versionId: string; createdAt: number };
const requestSchema = z.object({
  SecretId: z.string().min(1).max(2048),
  VersionStage: z.string().optional(),
  VersionId: z.string().optional(),
  SecretString: z.string().max(65_536).optional(),
});

/** AWS Secrets Manager: GetSecretValue and PutSecretValue by ARN, by ARN without its random end, or by name. */
export async function startSecrets(options: Pick<StandInOptions, 'clock'>) {
  const secrets = new Map<string, Secret>();
  const find = (id: string) =>
    secrets.get(id) ??
    [...secrets.values()].find(
      ({ arn, name }) => name === id || (arn.startsWith(`${id}-`) && arn.length === id.length + 7),
    );

  const server = await serve((request) => {
    const operation = operationOf(request);
    if (operation !== 'GetSecretValue' && operation !== 'PutSecretValue')
      return jsonError(
        '1.1',
        'UnknownOperationException',
        `The local Secrets Manager has GetSecretValue and PutSecretValue, not '${operation}'.`,
      );
    const parsed = requestSchema.safeParse(bodyOf(request));
    if (!parsed.success) return jsonError('1.1', 'InvalidRequestException', z.prettifyError(parsed.error));
    const { SecretId, VersionStage = 'AWSCURRENT', VersionId, SecretString } = parsed.data;
    const secret = find(SecretId);
    if (!secret)
      return jsonError('1.1', 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    if (VersionStage !== 'AWSCURRENT' || (VersionId !== undefined && VersionId !== secret.versionId))
      return jsonError(
        '1.1',
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for staging label: ${VersionStage}`,
      );
    if (operation === 'PutSecretValue') {
      secret.secretString = SecretString ?? '';
      secret.versionId = randomUUID();
    }
    return jsonReply('1.1', {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: secret.versionId,
      SecretString: secret.secretString,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: secret.createdAt / 1000,
    });
  });

  return {
    ...server,
    /** Creates the secret or gives it a new current value. */
    put(arn: string, name: string, secretString: string): void {
      secrets.set(arn, { arn, name, secretString, versionId: randomUUID(), createdAt: options.clock() });
    },
  };
}
