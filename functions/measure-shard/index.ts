import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createEventStore } from '../../shared/events/event-store.ts';
import { createDateTriggers, createWatchDates } from '../../shared/journeys/date-triggers.ts';
import { createTell } from '../../shared/journeys/hint.ts';
import { createJourneyStore } from '../../shared/journeys/journey-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createWatchBaskets } from '../../shared/products/baskets.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createSealRequests } from '../../shared/profiles/seal-queue.ts';
import { createRunFiles } from '../../shared/scoring/run-files.ts';
import { createRunStore } from '../../shared/scoring/run-store.ts';
import { createStepStore } from '../../shared/scoring/step-store.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const sqs = new SQSClient({});

const definitions = createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, systemClock);
const files = createRunFiles(new S3Client({}), environment.RUN_BUCKET);
const journeys = createJourneyStore(dynamo, environment.JOURNEYRUNS_TABLE, definitions, systemClock);

const steps = createStepStore(dynamo, environment.INSIGHTS_TABLE, systemClock);

export const handler = createHandler(
  {
    customers: createCustomerStore(dynamo, environment.CUSTOMERS_TABLE),
    runs: createRunStore(dynamo, environment.INSIGHTS_TABLE, systemClock),
    files,
    wares: createWatchBaskets(createEventStore(dynamo, environment.EVENTS_TABLE), files),
    seals: () => createSealRequests(sqs, environment.SEAL_QUEUE_URL),
    dates: createWatchDates({
      triggers: createDateTriggers(journeys),
      tell: createTell(sqs, environment.JOURNEY_QUEUE_URL),
      clock: systemClock,
    }),
    clock: systemClock,
  },
  steps,
);
