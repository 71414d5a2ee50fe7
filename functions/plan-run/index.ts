import { systemClock } from '../../shared/platform/clock.ts';
import { countItems, createDynamo } from '../../shared/platform/dynamo.ts';
import { createRunStore } from '../../shared/scoring/run-store.ts';
import { createStepStore } from '../../shared/scoring/step-store.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createSettingsStore } from '../../shared/settings/settings-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const definitions = createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, systemClock);

const steps = createStepStore(dynamo, environment.INSIGHTS_TABLE, systemClock);

export const handler = createHandler(
  {
    runs: createRunStore(dynamo, environment.INSIGHTS_TABLE, systemClock),
    definitions,
    settings: createSettingsStore(definitions, systemClock),
    tableSize: () => countItems(dynamo, environment.CUSTOMERS_TABLE),
    clock: systemClock,
  },
  steps,
);
