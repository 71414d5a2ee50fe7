import { S3Client } from '@aws-sdk/client-s3';
import { createKpiStore } from '../../shared/kpis/kpi-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createRunFiles } from '../../shared/scoring/run-files.ts';
import { createRunStore } from '../../shared/scoring/run-store.ts';
import { createStepStore } from '../../shared/scoring/step-store.ts';
import { createReportStore } from '../../shared/segments/report-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();

const steps = createStepStore(dynamo, environment.INSIGHTS_TABLE, systemClock);

export const handler = createHandler(
  {
    runs: createRunStore(dynamo, environment.INSIGHTS_TABLE, systemClock),
    files: createRunFiles(new S3Client({}), environment.RUN_BUCKET),
    reports: createReportStore(dynamo, environment.INSIGHTS_TABLE),
    kpis: createKpiStore(dynamo, environment.INSIGHTS_TABLE),
    clock: systemClock,
  },
  steps,
);
