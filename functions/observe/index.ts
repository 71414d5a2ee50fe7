import { createCatalogueStore } from '../../shared/catalogue/catalogue-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createSettingsStore } from '../../shared/settings/settings-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const definitions = createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, systemClock);

export const handler = createHandler({
  store: createCatalogueStore(dynamo, environment.INSIGHTS_TABLE),
  settings: createSettingsStore(definitions, systemClock).current,
});
