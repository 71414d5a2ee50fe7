import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createProjectDeps } from '../../shared/profiles/project-deps.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);

export const handler = createHandler(
  createProjectDeps({
    dynamo: createDynamo(),
    clock: systemClock,
    signingKey: createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN),
    tables: {
      events: environment.EVENTS_TABLE,
      customers: environment.CUSTOMERS_TABLE,
      orders: environment.ORDERS_TABLE,
      identities: environment.IDENTITIES_TABLE,
      consents: environment.CONSENTS_TABLE,
      suppressions: environment.SUPPRESSIONS_TABLE,
      definitions: environment.DEFINITIONS_TABLE,
      insights: environment.INSIGHTS_TABLE,
    },
  }),
);
