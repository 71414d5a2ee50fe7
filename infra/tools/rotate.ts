import { randomBytes } from 'node:crypto';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { withLinkKey } from '../../shared/platform/link-secrets.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Usage: npm run rotate -- --secret <arn>
The secret is the output "SigningSecret" of the deployed stack. Links in mails are signed with a new key from a quarter of an hour later on; links that are out stay good.`;

const main = async (): Promise<void> => {
  const { values } = readFlags(USAGE, { options: { secret: { type: 'string' } } });
  if (!values.secret) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 1;
    return;
  }
  const client = new SecretsManagerClient({});
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: values.secret }));
  const { text, from } = withLinkKey(SecretString, randomBytes(32).toString('hex'), Date.now());
  await client.send(new PutSecretValueCommand({ SecretId: values.secret, SecretString: text }));
  process.stdout.write(`New links are signed with a new key from ${from} on.\n`);
};

await main();
