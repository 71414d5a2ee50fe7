import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createFeedbackDeps } from '../../shared/feedback/feedback-deps.ts';
import { createUnmatchedStore } from '../../shared/feedback/unmatched-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);

const dynamo = createDynamo();

export const handler = createHandler({
  record: createFeedbackDeps({
    dynamo,
    clock: systemClock,
    signingKey: createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN),
    insights: environment.INSIGHTS_TABLE,
    tables: {
      chunks: environment.SENDS_TABLE,
      consents: environment.CONSENTS_TABLE,
      customers: environment.CUSTOMERS_TABLE,
      definitions: environment.DEFINITIONS_TABLE,
      events: environment.EVENTS_TABLE,
      messages: environment.MESSAGES_TABLE,
      suppressions: environment.SUPPRESSIONS_TABLE,
      timers: environment.TIMERS_TABLE,
    },
  }),
  unmatched: createUnmatchedStore(dynamo, environment.INSIGHTS_TABLE),
});
