import { CfnOutput, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { createApi, createDoor } from './hops/api.ts';
import { createDashboard } from './hops/dashboard.ts';
import { createFeedback, createReceipts } from './hops/feedback.ts';
import { createImages } from './hops/images.ts';
import { createIngest } from './hops/ingest.ts';
import { createJourneyQueue, createJourneys } from './hops/journeys.ts';
import { createLaunch } from './hops/launch.ts';
import { createNightly } from './hops/nightly.ts';
import { createObserve } from './hops/observe.ts';
import { createProject } from './hops/project.ts';
import { createPublicAddress } from './hops/public-address.ts';
import { createChannelQueues, createSenders } from './hops/send.ts';
import { createSolapi, createSolapiFeedback } from './hops/solapi.ts';
import { createSql } from './hops/sql.ts';
import { createTables, type Tables } from './hops/tables.ts';
import { createTally } from './hops/tally.ts';
import { createUsers } from './hops/users.ts';
import { createWebhooks } from './hops/webhooks.ts';
import { furnish } from './house/house.ts';
import { checkOptions, type DangolOptions } from './options.ts';

/**
 * The whole of Dangol as one construct, for a stack of your own: `new Dangol(this, 'Crm', { stage: 'production' })`.
 * One per stack: the address of the sign-in pages is made of the stack's id. The way of an event, hop by hop: a purchase
 * becomes a profile, a profile a message, a message a number.
 */
export class Dangol extends Construct {
  /** Base URL of console, API and links of messages, without a slash at the end. */
  readonly url: string;
  /** Every alarm is published here. */
  readonly alarmTopic: Topic;
  readonly tables: Tables;

  constructor(scope: Construct, id: string, given: DangolOptions) {
    super(scope, id);
    const options = checkOptions(given);
    if (options.customerKey && Token.isUnresolved(Stack.of(this).region))
      throw new Error('Option customerKey needs a stack with a region: give it env: { region } or set AWS_REGION.');
    const alarms = new Topic(this, 'Alarms', { enforceSSL: true });
    if (options.alarmMail !== undefined) alarms.addSubscription(new EmailSubscription(options.alarmMail));
    const key = options.customerKey
      ? new Key(this, 'Key', {
          description: 'Tables, files and secrets of Dangol. Without it nothing of them can be read.',
          enableKeyRotation: true,
          removalPolicy: options.stage === 'production' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        })
      : undefined;
    const house = furnish(this, {
      stage: options.stage,
      alarmAction: new SnsAction(alarms),
      ...(options.logDays === undefined ? {} : { logDays: options.logDays }),
      ...(key ? { key } : {}),
    });
    const secret = new Secret(this, 'Secret', {
      description: 'Key of link signatures and address hashes. Losing it invalidates every link in sent messages.',
      removalPolicy: house.stateful,
      ...(key ? { encryptionKey: key } : {}),
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
    const publicUrl = createPublicAddress(this, door, options);
    const users = createUsers(this, publicUrl);
    const ingest = createIngest(this, tables, users, secret);
    const receipts = createReceipts(this);
    const hints = createJourneyQueue(this);
    const seals = createProject(this, tables, { secret, hints, feedback: receipts.feedback });
    createObserve(this, tables);
    const exports = createSql(this);
    const recompute = createNightly(this, tables, { exports, secret, seals, hints });
    const queues = createChannelQueues(this);
    const shortUrl = options.shortUrl ?? publicUrl;
    const webhooks = createWebhooks(this, tables, secret);
    const launches = createLaunch(this, tables, queues, recompute, { secret, exports, hints, shortUrl, webhooks });
    const solapi = createSolapi(this);
    createSenders(this, tables, { ...receipts, queues, hints, secret, solapi, publicUrl, shortUrl });
    const track = createFeedback(this, tables, receipts.feedback, secret);
    const images = createImages(this, door);
    const hearSolapi = createSolapiFeedback(this, tables, { solapi, images }, receipts.feedback);
    createTally(this, tables, hints);
    createJourneys(this, tables, { hints, single: queues.single, webhooks, secret, publicUrl });
    createApi(this, tables, {
      door,
      publicUrl,
      ingest,
      track,
      hearSolapi,
      launches,
      single: queues.single,
      webhooks,
      hints,
      recompute,
      secret,
      providers: solapi.secret,
      exports,
      users,
      images,
      shortUrl,
    });
    if (options.dashboard) createDashboard(this, door, recompute);

    this.url = publicUrl;
    this.alarmTopic = alarms;
    this.tables = tables;
    new CfnOutput(this, 'Url', { value: publicUrl, description: 'Console, API and links of messages' });
    new CfnOutput(this, 'DefinitionsTable', { value: tables.definitions.tableName, description: 'For npm run keys' });
    new CfnOutput(this, 'UserPool', { value: users.pool.userPoolId, description: 'For npm run users' });
    new CfnOutput(this, 'TextReplies', {
      value: receipts.textReplies.topicArn,
      description: 'Two-way topic to set on each sender number',
    });
    new CfnOutput(this, 'SolapiKey', {
      value: solapi.secret.secretArn,
      description: 'Fill in apiKey and apiSecret to send Korean texts and AlimTalk, firebase to send app push',
    });
    new CfnOutput(this, 'SigningSecret', { value: secret.secretArn, description: 'For npm run rotate' });
    new CfnOutput(this, 'AlarmTopic', { value: alarms.topicArn, description: 'Subscribe the operator here' });
  }
}
