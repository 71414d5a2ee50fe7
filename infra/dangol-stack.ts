import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { createApi, createDoor } from './hops/api.ts';
import { createFeedback, createReceipts } from './hops/feedback.ts';
import { createImages } from './hops/images.ts';
import { createIngest } from './hops/ingest.ts';
import { createLaunch } from './hops/launch.ts';
import { createNightly } from './hops/nightly.ts';
import { createObserve } from './hops/observe.ts';
import { createProject } from './hops/project.ts';
import { createChannelQueues, createSenders } from './hops/send.ts';
import { createSolapi, createSolapiFeedback } from './hops/solapi.ts';
import { createSql } from './hops/sql.ts';
import { createTables } from './hops/tables.ts';
import { createTally } from './hops/tally.ts';
import { createUsers } from './hops/users.ts';
import { createWebhooks } from './hops/webhooks.ts';
import { furnish } from './house/house.ts';

interface DangolStackProps extends StackProps {
  /** `production` keeps tables and bucket when the stack is destroyed. */
  readonly stage: string;
  /** Base of links in text messages, such as `https://dgl.kr`: a short domain that leads to the API. Without it they carry the API’s own. */
  readonly shortUrl?: string | undefined;
}

/** The way of an event, hop by hop: a purchase becomes a profile, a profile a message, a message a number. */
export class DangolStack extends Stack {
  constructor(scope: Construct, id: string, props: DangolStackProps) {
    super(scope, id, { description: 'Dangol: serverless CRM analytics and messaging', ...props });
    const alarms = new Topic(this, 'Alarms', { enforceSSL: true });
    const house = furnish(this, props.stage, new SnsAction(alarms));
    const secret = new Secret(this, 'Secret', {
      description: 'Key of link signatures and address hashes. Losing it invalidates every link in sent messages.',
      removalPolicy: house.stateful,
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'signingKey',
        passwordLength: 64,
        // What is left are the digits and a–f: 32 random bytes in hexadecimal.
        excludeUppercase: true,
        excludePunctuation: true,
        excludeCharacters: 'ghijklmnopqrstuvwxyz',
        requireEachIncludedType: false,
      },
    });

    const tables = createTables(this);
    const door = createDoor(this);
    const users = createUsers(this, door);
    const ingest = createIngest(this, tables, users);
    const seals = createProject(this, tables, secret);
    createObserve(this, tables);
    const exports = createSql(this);
    const recompute = createNightly(this, tables, { exports, secret, seals });
    const queues = createChannelQueues(this);
    const shortUrl = props.shortUrl ?? door.apiEndpoint;
    const launches = createLaunch(this, tables, queues, recompute, { secret, exports, shortUrl });
    const receipts = createReceipts(this);
    const solapi = createSolapi(this);
    createSenders(this, tables, { ...receipts, queues, secret, solapi, publicUrl: door.apiEndpoint, shortUrl });
    const track = createFeedback(this, tables, receipts.feedback, secret);
    const hearSolapi = createSolapiFeedback(this, tables, solapi, receipts.feedback);
    createTally(this, tables);
    const images = createImages(this, door);
    createApi(this, tables, {
      door,
      ingest,
      track,
      hearSolapi,
      launches,
      single: queues.single,
      webhooks: createWebhooks(this, tables, secret),
      recompute,
      secret,
      exports,
      users,
      images,
      shortUrl,
    });

    new CfnOutput(this, 'Url', { value: door.apiEndpoint, description: 'Console, API and links of messages' });
    new CfnOutput(this, 'DefinitionsTable', { value: tables.definitions.tableName, description: 'For npm run keys' });
    new CfnOutput(this, 'UserPool', { value: users.pool.userPoolId, description: 'For npm run users' });
    new CfnOutput(this, 'TextReplies', {
      value: receipts.textReplies.topicArn,
      description: 'Two-way topic to set on each sender number',
    });
    new CfnOutput(this, 'SolapiKey', {
      value: solapi.secret.secretArn,
      description: 'Fill in apiKey and apiSecret to send Korean texts and AlimTalk',
    });
    new CfnOutput(this, 'AlarmTopic', { value: alarms.topicArn, description: 'Subscribe the operator here' });
  }
}
