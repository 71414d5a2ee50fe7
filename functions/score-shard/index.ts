import { S3Client } from '@aws-sdk/client-s3';
import { createEventStore } from '../../shared/events/event-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createRunFiles } from '../../shared/scoring/run-files.ts';
import { createRunStore } from '../../shared/scoring/run-store.ts';
import { createStepStore } from '../../shared/scoring/step-store.ts';
import { createHistoryStore } from '../../shared/segments/history-store.ts';
import { createMemberStore } from '../../shared/segments/member-store.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const events = createEventStore(dynamo, environment.EVENTS_TABLE);

const steps = createStepStore(dynamo, environment.INSIGHTS_TABLE, systemClock);

export const handler = createHandler(
  {
    customers: createCustomerStore(dynamo, environment.CUSTOMERS_TABLE),
    members: createMemberStore(dynamo, environment.MEMBERS_TABLE),
    definitions: createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, systemClock),
    history: createHistoryStore(dynamo, environment.MESSAGES_TABLE, events),
    runs: createRunStore(dynamo, environment.INSIGHTS_TABLE, systemClock),
    files: createRunFiles(new S3Client({}), environment.RUN_BUCKET),
    clock: systemClock,
  },
  steps,
);
