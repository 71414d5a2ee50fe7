import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { makeSecret } from '../../shared/settings/api-key.ts';
import { createApiKeyStore } from '../../shared/settings/api-key-store.ts';
import { ROLE_SCOPES, ROLES, SCOPES } from '../../shared/settings/roles.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Usage: npm run keys -- --table <definitions table> --name <name> (--role viewer|author|approver|admin | --scope write|read|personal|admin) [--source web]
The table's name is the output "DefinitionsTable" of the deployed stack. The key is shown once; only its hash is stored. The first
admin key is made here; the others may be made in the console, settings, or by POST /v1/keys.`;

const main = async (): Promise<void> => {
  const { values } = readFlags(USAGE, {
    options: {
      table: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      scope: { type: 'string' },
      source: { type: 'string' },
    },
  });
  const scope = SCOPES.find((known) => known === values.scope);
  const role = ROLES.find((known) => known === values.role);
  const scopes = role ? ROLE_SCOPES[role] : scope ? [scope] : undefined;
  if (!values.table || !values.name || !scopes || (values.role && values.scope)) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 1;
    return;
  }
  const secret = makeSecret(scopes);
  const store = createApiKeyStore(createDynamo(), values.table, systemClock);
  await store.create(secret, { name: values.name, scopes, source: values.source ?? values.name });
  process.stdout.write(`${secret}\n`);
};

await main();
