import { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Environment as HearEnvironment } from '../../functions/hear-solapi/environment.ts';
import type { Environment as PollEnvironment } from '../../functions/poll-solapi/environment.ts';
import { houseOf } from '../house/house.ts';
import { HouseFunction } from '../house/house-function.ts';
import { ScheduledJob, START_AGE } from '../house/scheduled-job.ts';
import type { WorkerQueue } from '../house/worker-queue.ts';
import type { Tables } from './tables.ts';

/** Solapi, the carrier of Korean texts and AlimTalk: its key, and what a function that calls it finds in its environment. */
export interface Solapi {
  readonly secret: ISecret;
  readonly environment: { readonly SOLAPI_SECRET_ARN: string; readonly SOLAPI_URL: string };
}

export const createSolapi = (scope: Construct): Solapi => {
  const house = houseOf(scope);
  const secret = new Secret(scope, 'SolapiSecret', {
    description:
      'Keys of Solapi and Firebase. Fill in apiKey and apiSecret, and set webhookSecret in the console of Solapi; firebase is the JSON file of a service account, vapid the key of web push.',
    removalPolicy: house.stateful,
    ...(house.key ? { encryptionKey: house.key } : {}),
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ apiKey: '', apiSecret: '', firebase: {}, vapid: {} }),
      generateStringKey: 'webhookSecret',
      passwordLength: 40,
      excludePunctuation: true,
    },
  });
  return { secret, environment: { SOLAPI_SECRET_ARN: secret.secretArn, SOLAPI_URL: 'https://api.solapi.com' } };
};

/** Solapi's webhook and lists → feedback queue. Answers the function behind the webhook's route. */
export const createSolapiFeedback = (
  scope: Construct,
  tables: Tables,
  { solapi: { secret, environment }, images }: { readonly solapi: Solapi; readonly images: IBucket },
  feedback: WorkerQueue,
): HouseFunction<HearEnvironment> => {
  const common = { ...environment, FEEDBACK_QUEUE_URL: feedback.queue.queueUrl };
  const hear = new HouseFunction<HearEnvironment>(scope, 'HearSolapi', {
    verb: 'hear-solapi',
    purpose: 'Is told by Solapi which messages to look at, reads them from its API and queues what became of them.',
    environment: common,
  });
  const poll = new HouseFunction<PollEnvironment>(scope, 'PollSolapi', {
    verb: 'poll-solapi',
    purpose: 'Reads 080 refusals and receipts from Solapi, and hands it pictures of texts.',
    impact: 'People who refuse ads by the 080 number may get another: pause running campaigns by text message.',
    timeout: Duration.minutes(2),
    environment: {
      ...common,
      DEFINITIONS_TABLE: tables.definitions.tableName,
      INSIGHTS_TABLE: tables.insights.tableName,
      IMAGE_BUCKET: images.bucketName,
    },
    reads: [tables.definitions],
    writes: [tables.insights],
  });
  images.grantRead(poll);
  for (const worker of [hear, poll]) {
    secret.grantRead(worker);
    feedback.queue.grantSendMessages(worker);
  }
  new ScheduledJob(scope, 'PollSolapiSchedule', {
    purpose: 'Every two minutes.',
    impact: '080 refusals are not read.',
    schedule: ScheduleExpression.rate(Duration.minutes(2)),
    target: (deadLetterQueue) => new LambdaInvoke(poll, { deadLetterQueue, maxEventAge: START_AGE, retryAttempts: 0 }),
  });
  return hear;
};
