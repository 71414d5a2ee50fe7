import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createWatchedGoals } from '../../shared/campaigns/watched-goals.ts';
import { createReachGoals } from '../../shared/insights/attribute-person.ts';
import { createAttributionStore } from '../../shared/insights/attribution-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createProjectDeps, projectTables } from '../../shared/profiles/project-deps.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createSettingsStore } from '../../shared/settings/settings-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const tables = { ...projectTables(environment), messages: environment.MESSAGES_TABLE };

export const handler = createHandler({
  project: createProjectDeps({
    dynamo,
    clock: systemClock,
    signingKey: createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN),
    tables,
  }),
  reachGoals: createReachGoals({
    watched: createWatchedGoals(dynamo, environment.SENDS_TABLE, systemClock),
    store: createAttributionStore(dynamo, tables),
    customers: createCustomerStore(dynamo, tables.customers),
    settings: createSettingsStore(createDefinitionStore(dynamo, tables.definitions, systemClock), systemClock),
  }),
});
