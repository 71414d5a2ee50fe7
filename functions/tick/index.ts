import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createApprovalStore } from '../../shared/campaigns/approval-store.ts';
import { createRunSeries } from '../../shared/campaigns/run-series.ts';
import { createSeriesStore } from '../../shared/campaigns/series-store.ts';
import { allowanceOf, createCarryOn } from '../../shared/delivery/carry-on.ts';
import { createCarryOnStores } from '../../shared/delivery/carry-on-stores.ts';
import { createMessageStore } from '../../shared/delivery/message-store.ts';
import { createCarryOnErasures } from '../../shared/erasure/carry-on-erasures.ts';
import { createEraseDeps } from '../../shared/erasure/erase-deps.ts';
import { createExportFiles } from '../../shared/exports/export-files.ts';
import { createTallyStore } from '../../shared/insights/tally-store.ts';
import { createWatchCampaign } from '../../shared/insights/watch-campaign.ts';
import { createCarryOnNotices } from '../../shared/notices/carry-on-notices.ts';
import { createNotifier } from '../../shared/notices/notify-deps.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createTimerStore } from '../../shared/timers/timer-store.ts';
import { createCarryOnMessages } from '../../shared/transactional/carry-on-messages.ts';
import { createMessageQueue } from '../../shared/transactional/queue.ts';
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

export const handler = createHandler({
  sends: stores.sends,
  carryOn: createCarryOn({ ...stores, messages }),
  watch: createWatchCampaign({ ...stores, tally: createTallyStore(dynamo, environment.INSIGHTS_TABLE) }),
  runSeries: createRunSeries({
    ...stores,
    timers,
    definitions: createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, systemClock),
    series: createSeriesStore(dynamo, environment.SENDS_TABLE),
    approvals: createApprovalStore(dynamo, environment.SENDS_TABLE),
  }),
  allowance: () => allowanceOf(stores.settings),
  carryOnErasures: createCarryOnErasures(
    createEraseDeps({ dynamo, clock: systemClock, signingKey, exportFiles, environment }),
  ),
  carryOnMessages: createCarryOnMessages({ timers, queue, clock: systemClock }),
  carryOnNotices: createCarryOnNotices({
    timers,
    clock: systemClock,
    notify: createNotifier({
      ...{ dynamo, clock: systemClock, signingKey, queue },
      tables: {
        consents: environment.CONSENTS_TABLE,
        customers: environment.CUSTOMERS_TABLE,
        definitions: environment.DEFINITIONS_TABLE,
        messages: environment.MESSAGES_TABLE,
        sends: environment.SENDS_TABLE,
        suppressions: environment.SUPPRESSIONS_TABLE,
      },
    }),
  }),
  restartRun: createRestartRun(stores.runs, new SFNClient({}), environment.RECOMPUTE_STATE_MACHINE_ARN, systemClock),
});
