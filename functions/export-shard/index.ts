import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { addressKey } from '../../shared/consent/address.ts';
import { createExportFiles } from '../../shared/exports/export-files.ts';
import { createSourceStore } from '../../shared/exports/source-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createRunFiles } from '../../shared/scoring/run-files.ts';
import { createRunStore } from '../../shared/scoring/run-store.ts';
import { createStepStore } from '../../shared/scoring/step-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const s3 = new S3Client({});
const signingKey = createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN);

export const handler = createHandler(
  {
    customers: createCustomerStore(dynamo, environment.CUSTOMERS_TABLE),
    sources: createSourceStore(dynamo, {
      events: environment.EVENTS_TABLE,
      orders: environment.ORDERS_TABLE,
      messages: environment.MESSAGES_TABLE,
    }),
    runs: createRunStore(dynamo, environment.INSIGHTS_TABLE, systemClock),
    notes: createRunFiles(s3, environment.RUN_BUCKET),
    files: createExportFiles(s3, environment.EXPORT_BUCKET),
    addressKey: async () => addressKey(await signingKey()),
  },
  createStepStore(dynamo, environment.INSIGHTS_TABLE, systemClock),
);
