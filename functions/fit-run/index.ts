import { S3Client } from '@aws-sdk/client-s3';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { learnProducts } from '../../shared/products/learn-products.ts';
import { createProductStore } from '../../shared/products/product-store.ts';
import { createRunFiles } from '../../shared/scoring/run-files.ts';
import { createRunStore } from '../../shared/scoring/run-store.ts';
import { createStepStore } from '../../shared/scoring/step-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();

const run = {
  runs: createRunStore(dynamo, environment.INSIGHTS_TABLE, systemClock),
  files: createRunFiles(new S3Client({}), environment.RUN_BUCKET),
};
const products = createProductStore(dynamo, environment.INSIGHTS_TABLE);

export const handler = createHandler(run, createStepStore(dynamo, environment.INSIGHTS_TABLE, systemClock), (runId) =>
  learnProducts({ ...run, products }, runId),
);
