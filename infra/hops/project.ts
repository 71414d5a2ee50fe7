import { Duration } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Environment } from '../../functions/project/environment.ts';
import type { Environment as SealEnvironment } from '../../functions/seal-events/environment.ts';
import { HouseFunction } from '../house/house-function.ts';
import { streamFeeds } from '../house/stream-worker.ts';
import { WorkerQueue } from '../house/worker-queue.ts';
import type { Tables } from './tables.ts';

const UNSEALED = 'Events expire that profiles could not be built again without.';

/**
 * events → customers and orders. A stream record is only a hint: the fold reads the events themselves (rule 1). Answers the
 * queue of customers whose oldest events are about to expire and go into seals before (rule 3).
 */
export const createProject = (
  scope: Construct,
  tables: Tables,
  {
    secret,
    hints,
    feedback,
  }: { readonly secret: ISecret; readonly hints: WorkerQueue; readonly feedback: WorkerQueue },
): WorkerQueue => {
  const timeout = Duration.minutes(2);
  /** What every function that folds works with. */
  const folding = {
    timeout,
    memorySize: 1024,
    environment: {
      EVENTS_TABLE: tables.events.tableName,
      CUSTOMERS_TABLE: tables.customers.tableName,
      FOLDS_TABLE: tables.folds.tableName,
      ORDERS_TABLE: tables.orders.tableName,
      IDENTITIES_TABLE: tables.identities.tableName,
      CONSENTS_TABLE: tables.consents.tableName,
      TIMERS_TABLE: tables.timers.tableName,
      SUPPRESSIONS_TABLE: tables.suppressions.tableName,
      DEFINITIONS_TABLE: tables.definitions.tableName,
      INSIGHTS_TABLE: tables.insights.tableName,
      SECRET_ARN: secret.secretArn,
    },
    reads: [tables.events, tables.definitions],
    writes: [
      tables.customers,
      tables.folds,
      tables.orders,
      tables.identities,
      tables.consents,
      tables.suppressions,
      tables.insights,
      tables.timers,
    ],
  };
  const project = new HouseFunction<Environment>(scope, 'Project', {
    ...folding,
    environment: {
      ...folding.environment,
      MESSAGES_TABLE: tables.messages.tableName,
      SENDS_TABLE: tables.sends.tableName,
      COUPONS_TABLE: tables.coupons.tableName,
      EFFECTS_TABLE: tables.effects.tableName,
      JOURNEYRUNS_TABLE: tables.runs.tableName,
      JOURNEY_QUEUE_URL: hints.queue.queueUrl,
      FEEDBACK_QUEUE_URL: feedback.queue.queueUrl,
    },
    reads: [...folding.reads, tables.sends, tables.runs],
    writes: [...folding.writes, tables.messages, tables.coupons, tables.effects],
    verb: 'project',
    purpose: 'Folds the events of a person into the profile and the orders, and marks the messages whose goal one is.',
  });
  secret.grantRead(project);
  hints.queue.grantSendMessages(project);
  // Taps on notifications come as events.
  feedback.queue.grantSendMessages(project);
  streamFeeds({
    table: tables.events,
    worker: project,
    impact: 'Profiles and orders stand still; segments and gates work on old data.',
    // One lane: lanes part the events of one person, and each would fold the profile. People run side by side inside.
    batchSize: 500,
  });

  const seals = new WorkerQueue(scope, 'Seals', {
    impact: UNSEALED,
    workerTimeout: timeout,
    // Events are sealed weeks before they expire.
    mayWait: Duration.hours(1),
  });
  const sealEvents = new HouseFunction<SealEnvironment>(scope, 'SealEvents', {
    ...folding,
    verb: 'seal-events',
    purpose: 'Keeps what expiring events amount to, so that a profile can be built again without them.',
  });
  secret.grantRead(sealEvents);
  // A night's work may take the night: it must not take the tables from those who are awake.
  seals.feeds(sealEvents, { batchSize: 1, maxConcurrency: 4 });
  return seals;
};
