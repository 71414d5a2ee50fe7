import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { bodyOf, jsonError, jsonReply, operationOf } from '../stand-in/json-api.ts';
import type { StandInOptions } from '../stand-in/options.ts';
import { serve } from '../stand-in/server.ts';

type Version = { secretString: string; versionId: string };
type Secret = {
  arn: string;
  name: string;
  secretString: string;
  versionId: string;
  createdAt: number;
  previous?: Version;
};
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
    const version = VersionStage === 'AWSPREVIOUS' ? secret.previous : secret;
    if (
      !version ||
      !['AWSCURRENT', 'AWSPREVIOUS'].includes(VersionStage) ||
      (VersionId !== undefined && VersionId !== version.versionId)
    )
      return jsonError(
        '1.1',
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for staging label: ${VersionStage}`,
      );
    if (operation === 'PutSecretValue') {
      secret.previous = { secretString: secret.secretString, versionId: secret.versionId };
      secret.secretString = SecretString ?? '';
      secret.versionId = randomUUID();
    }
    return jsonReply('1.1', {
      ARN: secret.arn,
      Name: secret.name,
      ...(operation === 'GetSecretValue'
        ? { VersionId: version.versionId, SecretString: version.secretString }
        : { VersionId: secret.versionId }),
      VersionStages: [VersionStage],
      CreatedDate: secret.createdAt / 1000,
    });
  });

  return {
    ...server,
    /** Creates the secret or gives it a new current value. */
    put(arn: string, name: string, secretString: string): void {
      const known = secrets.get(arn);
      const previous = known && { secretString: known.secretString, versionId: known.versionId };
      const version = { secretString, versionId: randomUUID(), ...(previous ? { previous } : {}) };
      secrets.set(arn, { arn, name, ...version, createdAt: options.clock() });
    },
  };
}
