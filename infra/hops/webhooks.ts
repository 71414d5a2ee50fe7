import { Duration } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Environment } from '../../functions/call-webhook/environment.ts';
import { HouseFunction } from '../house/house-function.ts';
import { WorkerQueue } from '../house/worker-queue.ts';
import type { Tables } from './tables.ts';

const TIMEOUT = Duration.seconds(60);

/** calls of webhooks → the shop's other systems, each under one id, tried for three days. Answers the queue they wait in. */
export const createWebhooks = (scope: Construct, tables: Tables, secret: ISecret): WorkerQueue => {
  const webhooks = new WorkerQueue(scope, 'Webhooks', {
    impact: 'The shop’s other systems do not hear what journeys tell them.',
    workerTimeout: TIMEOUT,
  });
  const worker = new HouseFunction<Environment>(scope, 'CallWebhook', {
    verb: 'call-webhook',
    purpose: 'Tells the shop’s other systems what journeys have to say, signed.',
    timeout: TIMEOUT,
    memorySize: 256,
    environment: {
      DEFINITIONS_TABLE: tables.definitions.tableName,
      EFFECTS_TABLE: tables.effects.tableName,
      WEBHOOK_QUEUE_URL: webhooks.queue.queueUrl,
      SECRET_ARN: secret.secretArn,
      WEBHOOK_RELAY: 'none',
    },
    reads: [tables.definitions],
    writes: [tables.effects],
  });
  secret.grantRead(worker);
  webhooks.queue.grantSendMessages(worker);
  webhooks.feeds(worker, { batchSize: 1, maxConcurrency: 5 });
  return webhooks;
};
