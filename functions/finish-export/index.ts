import { S3Client } from '@aws-sdk/client-s3';
import { createExportFiles } from '../../shared/exports/export-files.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createRunFiles } from '../../shared/scoring/run-files.ts';
import { createRunStore } from '../../shared/scoring/run-store.ts';
import { createStepStore } from '../../shared/scoring/step-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const s3 = new S3Client({});

export const handler = createHandler(
  {
    runs: createRunStore(dynamo, environment.INSIGHTS_TABLE, systemClock),
    notes: createRunFiles(s3, environment.RUN_BUCKET),
    files: createExportFiles(s3, environment.EXPORT_BUCKET),
  },
  createStepStore(dynamo, environment.INSIGHTS_TABLE, systemClock),
);
