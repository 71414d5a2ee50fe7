import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createAdsPauseStore } from '../../shared/campaigns/ads-pause-store.ts';
import { createApprovalStore } from '../../shared/campaigns/approval-store.ts';
import { createAudience } from '../../shared/campaigns/audience.ts';
import { createPreflight } from '../../shared/campaigns/preflight.ts';
import { createRunSeries } from '../../shared/campaigns/run-series.ts';
import { createSeriesStore } from '../../shared/campaigns/series-store.ts';
import { createCouponStore } from '../../shared/coupons/coupon-store.ts';
import { allowanceOf, createCarryOn } from '../../shared/delivery/carry-on.ts';
import { createCarryOnStores } from '../../shared/delivery/carry-on-stores.ts';
import { heldMail } from '../../shared/delivery/held-mail.ts';
import { createMessageStore } from '../../shared/delivery/message-store.ts';
import { createCarryOnErasures } from '../../shared/erasure/carry-on-erasures.ts';
import { createEraseDeps } from '../../shared/erasure/erase-deps.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { createExportFiles } from '../../shared/exports/export-files.ts';
import { readImpact } from '../../shared/insights/read-impact.ts';
import { createSendDigest } from '../../shared/insights/send-digest.ts';
import { createTallyStore } from '../../shared/insights/tally-store.ts';
import { createWatchAccount } from '../../shared/insights/watch-account.ts';
import { createWatchCampaign } from '../../shared/insights/watch-campaign.ts';
import { createTell } from '../../shared/journeys/hint.ts';
import { createJourneyStore } from '../../shared/journeys/journey-store.ts';
import { createStartedJourneys } from '../../shared/journeys/started-journeys.ts';
import { createSweep, createTellNight } from '../../shared/journeys/sweep.ts';
import { createCarryOnNotices } from '../../shared/notices/carry-on-notices.ts';
import { createHouseOrders, createNotifier } from '../../shared/notices/notify-deps.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createHouseBlocks } from '../../shared/products/house-blocks.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createScoresOfRun } from '../../shared/scoring/scores-of-run.ts';
import { createHistoryStore } from '../../shared/segments/history-store.ts';
import { createMemberStore } from '../../shared/segments/member-store.ts';
import { createReportStore } from '../../shared/segments/report-store.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createPictureStore } from '../../shared/templates/picture-store.ts';
import { createRegistrationStore } from '../../shared/templates/registration-store.ts';
import { createTimerStore } from '../../shared/timers/timer-store.ts';
import { createCarryOnMessages } from '../../shared/transactional/carry-on-messages.ts';
import { createMessageQueue } from '../../shared/transactional/queue.ts';
import { createCallWebhook } from '../../shared/webhooks/call-webhook.ts';
import { createCallQueue } from '../../shared/webhooks/queue.ts';
import { createWebhookStore } from '../../shared/webhooks/webhook-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';
import { createRestartRun } from './restart-run.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const sqs = new SQSClient({});
const stores = createCarryOnStores({ dynamo, sqs, environment, clock: systemClock });
const signingKey = createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN);
const exportFiles = createExportFiles(new S3Client({}), environment.EXPORT_BUCKET);
const messages = createMessageStore(dynamo, environment.MESSAGES_TABLE, systemClock);
const timers = createTimerStore(dynamo, environment.TIMERS_TABLE);
const queue = createMessageQueue(sqs, environment.MESSAGE_QUEUE_URL);

const tally = createTallyStore(dynamo, environment.INSIGHTS_TABLE);
const pauses = createAdsPauseStore(dynamo, environment.SENDS_TABLE, systemClock);
const tell = createTell(sqs, environment.JOURNEY_QUEUE_URL);
const definitions = createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, systemClock);
const journeys = createJourneyStore(dynamo, environment.JOURNEYRUNS_TABLE, definitions, systemClock);
const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
const events = createEventStore(dynamo, environment.EVENTS_TABLE);

const peopleTables = {
  consents: environment.CONSENTS_TABLE,
  customers: environment.CUSTOMERS_TABLE,
  definitions: environment.DEFINITIONS_TABLE,
  messages: environment.MESSAGES_TABLE,
  sends: environment.SENDS_TABLE,
  suppressions: environment.SUPPRESSIONS_TABLE,
};

export const handler = createHandler({
  sends: stores.sends,
  carryOn: createCarryOn({ ...stores, messages, pauses }),
  watchAccount: createWatchAccount({ ...stores, pauses, tally }),
  sendDigest: createSendDigest({
    ...{ clock: systemClock, settings: stores.settings, definitions },
    readImpact: (span) =>
      readImpact(
        {
          ...{ ...stores, definitions, tally, kpis: createReportStore(dynamo, environment.INSIGHTS_TABLE) },
          journeys: createStartedJourneys(definitions, journeys),
        },
        { ...span, granularity: 'week' },
      ),
    accept: createHouseOrders({ dynamo, clock: systemClock, signingKey, queue, tables: peopleTables }),
    call: createCallWebhook({
      ...{ definitions, clock: systemClock },
      store: createWebhookStore(dynamo, environment.EFFECTS_TABLE),
      queue: createCallQueue(sqs, environment.WEBHOOK_QUEUE_URL),
    }),
  }),
  clock: systemClock,
  watch: createWatchCampaign({ ...stores, tally }),
  runSeries: createRunSeries({
    ...stores,
    timers,
    definitions,
    preflight: createPreflight({
      ...{ ...stores, definitions, customers, shortUrl: environment.SHORT_URL },
      audience: createAudience({
        members: createMemberStore(dynamo, environment.MEMBERS_TABLE),
        customers,
        history: createHistoryStore(dynamo, environment.MESSAGES_TABLE, events),
        scoresOf: createScoresOfRun(stores.runs),
      }),
      registrations: createRegistrationStore(dynamo, environment.INSIGHTS_TABLE),
      pictures: createPictureStore(dynamo, environment.INSIGHTS_TABLE),
      coupons: createCouponStore(dynamo, environment.COUPONS_TABLE),
      products: createHouseBlocks(
        ...([dynamo, { events: environment.EVENTS_TABLE, insights: environment.INSIGHTS_TABLE }, systemClock] as const),
      ),
    }),
    series: createSeriesStore(dynamo, environment.SENDS_TABLE),
    approvals: createApprovalStore(dynamo, environment.SENDS_TABLE),
  }),
  allowance: () => allowanceOf(stores),
  mailHeld: () => heldMail(stores, 'info'),
  carryOnErasures: createCarryOnErasures(
    createEraseDeps({ dynamo, clock: systemClock, signingKey, exportFiles, environment }),
  ),
  carryOnMessages: createCarryOnMessages({ timers, queue, clock: systemClock }),
  carryOnNotices: createCarryOnNotices({
    timers,
    clock: systemClock,
    notify: createNotifier({
      ...{ dynamo, clock: systemClock, signingKey, queue },
      tables: peopleTables,
    }),
  }),
  sweepJourneys: createSweep({ journeys, timers, tell, clock: systemClock }),
  tellNight: createTellNight({
    journeys,
    nights: stores.runs,
    tell,
  }),
  restartRun: createRestartRun(stores.runs, new SFNClient({}), environment.RECOMPUTE_STATE_MACHINE_ARN, systemClock),
});
