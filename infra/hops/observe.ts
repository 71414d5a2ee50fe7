import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../../functions/observe/environment.ts';
import { HouseFunction } from '../house/house-function.ts';
import { streamFeeds } from '../house/stream-worker.ts';
import type { Tables } from './tables.ts';

/** events → the catalogue of what comes in. With `project` these are the two readers that a shard has room for. */
export const createObserve = (scope: Construct, tables: Tables): void => {
  const observe = new HouseFunction<Environment>(scope, 'Observe', {
    verb: 'observe',
    purpose: 'Keeps the catalogue of events and properties that come in.',
    timeout: Duration.minutes(1),
    environment: { DEFINITIONS_TABLE: tables.definitions.tableName, INSIGHTS_TABLE: tables.insights.tableName },
    reads: [tables.definitions],
    writes: [tables.insights],
  });
  streamFeeds({
    table: tables.events,
    worker: observe,
    impact: 'The catalogue is a quarter of an hour behind the events.',
    batchSize: 500,
    // One write per minute and shard, however many events came.
    tumblingWindow: Duration.minutes(1),
  });
};
