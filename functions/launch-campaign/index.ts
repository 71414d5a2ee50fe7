import { SQSClient } from '@aws-sdk/client-sqs';
import { createAudience } from '../../shared/campaigns/audience.ts';
import { createLaunchBucket } from '../../shared/campaigns/launch-bucket.ts';
import { allowanceOf, createCarryOn } from '../../shared/delivery/carry-on.ts';
import { createCarryOnStores } from '../../shared/delivery/carry-on-stores.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createScoresOfRun } from '../../shared/scoring/scores-of-run.ts';
import { createHistoryStore } from '../../shared/segments/history-store.ts';
import { createMemberStore } from '../../shared/segments/member-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const stores = createCarryOnStores({ dynamo, sqs: new SQSClient({}), environment, clock: systemClock });
const events = createEventStore(dynamo, environment.EVENTS_TABLE);
const audience = createAudience({
  members: createMemberStore(dynamo, environment.MEMBERS_TABLE),
  customers: createCustomerStore(dynamo, environment.CUSTOMERS_TABLE),
  history: createHistoryStore(dynamo, environment.MESSAGES_TABLE, events),
  scoresOf: createScoresOfRun(stores.runs),
});

export const handler = createHandler({
  launchBucket: createLaunchBucket({ ...stores, audience }),
  carryOn: createCarryOn(stores),
  allowance: () => allowanceOf(stores),
  clock: systemClock,
});
