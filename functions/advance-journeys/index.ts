import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createEngine } from '../../shared/journeys/engine.ts';
import { createTell } from '../../shared/journeys/hint.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createMessageQueue } from '../../shared/transactional/queue.ts';
import { createCallQueue } from '../../shared/webhooks/queue.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const signingKey = createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN);
const dynamo = createDynamo();
const sqs = new SQSClient({});
let made: ReturnType<typeof createEngine> | undefined;

export const handler = createHandler(async () => {
  made ??= createEngine({
    dynamo,
    clock: systemClock,
    publicUrl: environment.PUBLIC_URL,
    signingKey: await signingKey(),
    queue: createMessageQueue(sqs, environment.MESSAGE_QUEUE_URL),
    call: createCallQueue(sqs, environment.WEBHOOK_QUEUE_URL),
    tell: createTell(sqs, environment.JOURNEY_QUEUE_URL),
    tables: {
      coupons: environment.COUPONS_TABLE,
      customers: environment.CUSTOMERS_TABLE,
      definitions: environment.DEFINITIONS_TABLE,
      effects: environment.EFFECTS_TABLE,
      events: environment.EVENTS_TABLE,
      insights: environment.INSIGHTS_TABLE,
      members: environment.MEMBERS_TABLE,
      messages: environment.MESSAGES_TABLE,
      orders: environment.ORDERS_TABLE,
      runs: environment.JOURNEYRUNS_TABLE,
      sends: environment.SENDS_TABLE,
      timers: environment.TIMERS_TABLE,
    },
  });
  return made;
});
