import { type Route, route } from '../../../shared/api/route.ts';
import { createBucketStore } from '../../../shared/campaigns/bucket-store.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { readReport } from '../../../shared/insights/read-report.ts';
import { reportSchema } from '../../../shared/insights/report-schema.ts';
import { createTallyStore } from '../../../shared/insights/tally-store.ts';
import { createReportStore } from '../../../shared/segments/report-store.ts';
import type { Services } from '../services.ts';

export const reportRoutes = ({ clock, definitions, dynamo, environment, settings }: Services): readonly Route[] => {
  const deps = {
    clock,
    definitions,
    settings,
    sends: createSendStore(dynamo, environment.SENDS_TABLE, clock),
    buckets: createBucketStore(dynamo, environment.SENDS_TABLE, clock),
    tally: createTallyStore(dynamo, environment.INSIGHTS_TABLE),
    kpis: createReportStore(dynamo, environment.INSIGHTS_TABLE),
  };
  return [
    route({
      method: 'GET',
      path: '/v1/campaigns/{id}/report',
      scope: 'read',
      tag: 'campaigns',
      summary: 'What a campaign really did: counters, control group, lift, cost, people lost, net',
      answer: reportSchema,
      handle: async ({ params }) => ({ body: await readReport(deps, params.id ?? '') }),
    }),
  ];
};
