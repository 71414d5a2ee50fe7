import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment as AttributeEnvironment } from '../../functions/attribute/environment.ts';
import type { Environment as TallyEnvironment } from '../../functions/tally/environment.ts';
import { HouseFunction } from '../house/house-function.ts';
import { streamFeeds } from '../house/stream-worker.ts';
import type { WorkerQueue } from '../house/worker-queue.ts';
import type { Tables } from './tables.ts';

/** orders and messages → attribution; messages and orders → exact counters (rules 11, 12). */
export const createTally = (scope: Construct, tables: Tables, hints: WorkerQueue): void => {
  const attribute = new HouseFunction<AttributeEnvironment>(scope, 'Attribute', {
    verb: 'attribute',
    purpose: 'Finds which message earned an order, and which orders followed a message.',
    timeout: Duration.minutes(2),
    environment: {
      CUSTOMERS_TABLE: tables.customers.tableName,
      DEFINITIONS_TABLE: tables.definitions.tableName,
      EVENTS_TABLE: tables.events.tableName,
      MESSAGES_TABLE: tables.messages.tableName,
      ORDERS_TABLE: tables.orders.tableName,
      JOURNEYRUNS_TABLE: tables.runs.tableName,
      JOURNEY_QUEUE_URL: hints.queue.queueUrl,
    },
    reads: [tables.customers, tables.definitions, tables.events, tables.runs],
    writes: [tables.messages, tables.orders],
  });
  hints.queue.grantSendMessages(attribute);
  for (const table of [tables.orders, tables.messages]) {
    streamFeeds({
      table,
      worker: attribute,
      impact: 'Reports lack conversions and revenue.',
      batchSize: 500,
    });
  }

  const tally = new HouseFunction<TallyEnvironment>(scope, 'Tally', {
    verb: 'tally',
    purpose: 'Keeps the counters of every campaign equal to its ledger.',
    timeout: Duration.minutes(1),
    environment: { INSIGHTS_TABLE: tables.insights.tableName },
    writes: [tables.insights],
  });
  for (const table of [tables.messages, tables.orders, tables.runs]) {
    streamFeeds({
      table,
      worker: tally,
      impact: 'Campaign numbers stand still, and guardrails with them.',
      batchSize: 500,
      tumblingWindow: Duration.seconds(1),
    });
  }
};
