import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { startSecrets } from '../../../infra/local/secrets/secrets.ts';
import { credentials, noon } from './stand-in-bench.ts';

const arn = 'arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:dangol/signing-AbCdEf';

async function secrets() {
  const standIn = await startSecrets({ clock: () => noon });
  standIn.put(arn, 'dangol/signing', '{"signingKey":"00ff"}');
  const client = new SecretsManagerClient({
    endpoint: standIn.endpoint,
    region: 'ap-northeast-2',
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await standIn.stop();
  });
  return { standIn, client, read: (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId })) };
}

test('a secret is read by its ARN, by its ARN without the random end and by its name', async () => {
  const { read } = await secrets();
  for (const id of [arn, arn.slice(0, -7), 'dangol/signing'])
    expect(await read(id)).toMatchObject({
      ARN: arn,
      Name: 'dangol/signing',
      SecretString: '{"signingKey":"00ff"}',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(noon),
    });
});

test('a new value replaces the old one under a new version', async () => {
  const { standIn, read } = await secrets();
  const before = await read(arn);
  standIn.put(arn, 'dangol/signing', '{"signingKey":"11ee"}');
  const after = await read(arn);
  expect(after.SecretString).toBe('{"signingKey":"11ee"}');
  expect(after.VersionId).not.toBe(before.VersionId);
});

test('an unknown secret, an unknown version and an unknown call are refused by name', async () => {
  const { client, read } = await secrets();
  await expect(read('absent')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  });
  const previous = new GetSecretValueCommand({ SecretId: arn, VersionStage: 'AWSPREVIOUS' });
  await expect(client.send(previous)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringContaining("'ListSecrets'"),
  });
});
