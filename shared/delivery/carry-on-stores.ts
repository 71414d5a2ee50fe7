import type { SQSClient } from '@aws-sdk/client-sqs';
import { createBucketStore } from '../campaigns/bucket-store.ts';
import { createChunkStore } from '../campaigns/chunk-store.ts';
import { createQueues } from '../campaigns/queues.ts';
import { createSendStore } from '../campaigns/send-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { createRunStore } from '../scoring/run-store.ts';
import { createDefinitionStore } from '../settings/definition-store.ts';
import { createSettingsStore } from '../settings/settings-store.ts';
import type { CarryOnDependencies } from './carry-on.ts';
import { createMailAccountStore } from './mail-account-store.ts';

interface Options {
  readonly dynamo: Dynamo;
  readonly sqs: SQSClient;
  readonly environment: {
    readonly DEFINITIONS_TABLE: string;
    readonly INSIGHTS_TABLE: string;
    readonly SENDS_TABLE: string;
    readonly EMAIL_QUEUE_URL: string;
    readonly SMS_QUEUE_URL: string;
    readonly PUSH_QUEUE_URL: string;
    readonly KAKAO_QUEUE_URL: string;
    readonly LAUNCH_QUEUE_URL: string;
  };
  readonly clock: Clock;
}

/** The stores that the launcher and the tick share. */
export const createCarryOnStores = ({ dynamo, sqs, environment, clock }: Options): CarryOnDependencies => ({
  sends: createSendStore(dynamo, environment.SENDS_TABLE, clock),
  buckets: createBucketStore(dynamo, environment.SENDS_TABLE, clock),
  chunks: createChunkStore(dynamo, environment.SENDS_TABLE, clock),
  runs: createRunStore(dynamo, environment.INSIGHTS_TABLE, clock),
  settings: createSettingsStore(createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, clock), clock),
  accounts: createMailAccountStore(dynamo, environment.SENDS_TABLE, clock),
  queues: createQueues(sqs, {
    launch: environment.LAUNCH_QUEUE_URL,
    email: environment.EMAIL_QUEUE_URL,
    sms: environment.SMS_QUEUE_URL,
    push: environment.PUSH_QUEUE_URL,
    kakao: environment.KAKAO_QUEUE_URL,
  }),
  clock,
});
