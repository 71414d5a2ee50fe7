import { Duration } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Environment } from '../../functions/advance-journeys/environment.ts';
import { HouseFunction } from '../house/house-function.ts';
import { WorkerQueue } from '../house/worker-queue.ts';
import type { Tables } from './tables.ts';

const TIMEOUT = Duration.minutes(2);

/** What journeys are told: what came in, whose time has come, what became of a message. */
export const createJourneyQueue = (scope: Construct): WorkerQueue =>
  new WorkerQueue(scope, 'JourneyHints', {
    impact: 'People do not enter journeys, or stand still inside them.',
    workerTimeout: TIMEOUT,
  });

interface JourneysProps {
  readonly hints: WorkerQueue;
  readonly single: WorkerQueue;
  readonly webhooks: WorkerQueue;
  readonly secret: ISecret;
  readonly publicUrl: string;
}

/** hints → runs of people → messages, coupons, traits. */
export const createJourneys = (
  scope: Construct,
  tables: Tables,
  { hints, single, webhooks, secret, publicUrl }: JourneysProps,
): void => {
  const advance = new HouseFunction<Environment>(scope, 'AdvanceJourneys', {
    verb: 'advance-journeys',
    purpose: 'Lets people into journeys and takes each as far as they go now.',
    timeout: TIMEOUT,
    memorySize: 1024,
    environment: {
      COUPONS_TABLE: tables.coupons.tableName,
      CUSTOMERS_TABLE: tables.customers.tableName,
      DEFINITIONS_TABLE: tables.definitions.tableName,
      EFFECTS_TABLE: tables.effects.tableName,
      EVENTS_TABLE: tables.events.tableName,
      INSIGHTS_TABLE: tables.insights.tableName,
      MEMBERS_TABLE: tables.members.tableName,
      MESSAGES_TABLE: tables.messages.tableName,
      ORDERS_TABLE: tables.orders.tableName,
      JOURNEYRUNS_TABLE: tables.runs.tableName,
      SENDS_TABLE: tables.sends.tableName,
      TIMERS_TABLE: tables.timers.tableName,
      MESSAGE_QUEUE_URL: single.queue.queueUrl,
      WEBHOOK_QUEUE_URL: webhooks.queue.queueUrl,
      JOURNEY_QUEUE_URL: hints.queue.queueUrl,
      PUBLIC_URL: publicUrl,
      SECRET_ARN: secret.secretArn,
    },
    reads: [tables.customers, tables.definitions, tables.insights, tables.members, tables.orders],
    // A trait is said as an event; a message is ordered with its ledger row.
    writes: [tables.coupons, tables.effects, tables.events, tables.messages, tables.runs, tables.sends, tables.timers],
  });
  secret.grantRead(advance);
  single.queue.grantSendMessages(advance);
  webhooks.queue.grantSendMessages(advance);
  hints.queue.grantSendMessages(advance);
  hints.feeds(advance, { batchSize: 5, maxConcurrency: 20 });
};
