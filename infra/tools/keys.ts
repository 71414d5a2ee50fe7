import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createApiKeyStore, SCOPES } from '../../shared/settings/api-key-store.ts';

const USAGE = `Usage: npm run keys -- --table <definitions table> --name <name> --scope write|read|admin [--source web]
The table's name is the output "DefinitionsTable" of the deployed stack. The key is shown once; only its hash is stored.`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      table: { type: 'string' },
      name: { type: 'string' },
      scope: { type: 'string' },
      source: { type: 'string' },
    },
  });
  const scope = SCOPES.find((known) => known === values.scope);
  if (!values.table || !values.name || !scope) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 1;
    return;
  }
  const secret = `dangol_${scope}_${randomBytes(24).toString('base64url')}`;
  const store = createApiKeyStore(createDynamo(), values.table, systemClock);
  await store.create(secret, { name: values.name, scopes: [scope], source: values.source ?? values.name });
  process.stdout.write(`${secret}\n`);
};

await main();
