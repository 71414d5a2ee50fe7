import { createBucketStore } from '../../shared/campaigns/bucket-store.ts';
import { createSendStore } from '../../shared/campaigns/send-store.ts';
import { createTallyStore } from '../../shared/insights/tally-store.ts';
import { createJourneyStore } from '../../shared/journeys/journey-store.ts';
import { createStartedJourneys } from '../../shared/journeys/started-journeys.ts';
import { createReportStore } from '../../shared/segments/report-store.ts';
import type { Services } from './services.ts';

/** What a report of campaigns is read from. */
export const reportDeps = ({ clock, definitions, dynamo, environment, settings }: Services) => ({
  clock,
  definitions,
  settings,
  sends: createSendStore(dynamo, environment.SENDS_TABLE, clock),
  buckets: createBucketStore(dynamo, environment.SENDS_TABLE, clock),
  tally: createTallyStore(dynamo, environment.INSIGHTS_TABLE),
  kpis: createReportStore(dynamo, environment.INSIGHTS_TABLE),
  journeys: createStartedJourneys(
    definitions,
    createJourneyStore(dynamo, environment.JOURNEYRUNS_TABLE, definitions, clock),
  ),
});
