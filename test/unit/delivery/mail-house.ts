import { SESClient } from '@aws-sdk/client-ses';
import type { SQSRecord } from 'aws-lambda';
import { createHandler as createRecorder } from '../../../functions/record-feedback/handler.ts';
import { createHandler as createDoor } from '../../../functions/track/handler.ts';
import { createInbox } from '../../../infra/local/inbox/inbox.ts';
import { startSes } from '../../../infra/local/ses/ses.ts';
import type { ChannelAdapter } from '../../../shared/delivery/channel.ts';
import { createEmailChannel } from '../../../shared/delivery/email.ts';
import { createFeedbackDeps } from '../../../shared/feedback/feedback-deps.ts';
import { createUnmatchedStore } from '../../../shared/feedback/unmatched-store.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { projectPerson } from '../../../shared/profiles/project-person.ts';
import { LINK_KEY, sign } from '../../../shared/tracking/token.ts';
import { startDynamo } from '../../support/dynamo.ts';
import { httpEvent, lambdaContext } from '../../support/http-event.ts';
import { ingestOn } from '../../support/ingest.ts';
import { projectDeps } from '../../support/project-world.ts';
import { credentials } from '../stand-ins/stand-in-bench.ts';
import { createMortal } from './mortal.ts';
import { createShop, SECRET } from './shop.ts';

const TOPIC = 'arn:aws:sns:ap-northeast-2:000000000000:feedback';
const SET = 'campaigns';

/**
 * The way of a mail without the stack around it, on one clock that the test moves: events in, profiles, campaigns, the SES
 * adapter before the stand-in of SES, and its receipts back. What is due happens when the test says so.
 */
export const startMailHouse = async (startAt: string) => {
  const database = await startDynamo();
  const { dynamo, tables } = database;
  const shop = createShop(database, startAt);
  const { clock } = shop;

  const faults = { failProvider: 0, loseProviderAnswer: 0, random: () => 0 };
  const receipts: object[] = [];
  const inbox = createInbox({ clock });
  const standIn = await startSes({
    clock,
    inbox,
    faults: () => faults,
    sns: async (_topic, message) => void receipts.push(message),
  });
  const destinations = [{ topicArn: TOPIC, eventTypes: ['SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT'] }];
  standIn.configure({ configurationSets: [{ name: SET, destinations }] });
  const client = new SESClient({
    ...{ endpoint: standIn.endpoint, region: 'ap-northeast-2', credentials, maxAttempts: 1 },
  });
  const adapter = createEmailChannel(client, SET);

  const record = createFeedbackDeps({
    ...{ dynamo, clock, signingKey: async () => SECRET, tables: { ...tables, chunks: tables.sends } },
  });
  const recorder = createRecorder({ record, unmatched: createUnmatchedStore(dynamo, tables.insights) });
  const linkKey = deriveKey(SECRET, LINK_KEY);
  const shortLinks = { find: async () => undefined };
  const nothing = async () => undefined;
  const door = createDoor({
    clock,
    linkKey: async () => linkKey,
    record,
    shortLinks,
    landing: nothing,
    survey: nothing,
    report: nothing,
  });
  const project = await projectDeps(dynamo, tables, clock);
  const ingest = await ingestOn(database, { clock });

  const asRecord = (message: object, index: number): SQSRecord => ({
    ...{ messageId: `receipt-${index}`, receiptHandle: 'r', body: JSON.stringify(message), md5OfBody: '' },
    attributes: {
      ...{ ApproximateReceiveCount: '3', SenderId: 's', SentTimestamp: String(clock()) },
      ApproximateFirstReceiveTimestamp: String(clock()),
    },
    ...{ messageAttributes: {}, eventSource: 'aws:sqs', awsRegion: 'ap-northeast-2' },
    eventSourceARN: 'arn:aws:sqs:ap-northeast-2:000000000000:feedback',
  });

  return {
    ...{ database, shop, faults, adapter, ingest, project },
    /** What SES accepted for an address, by its own log. */
    mailsTo: (to: string) => inbox.list({ channel: 'email', to }),
    /** Writes the profiles of people of whom events came in. */
    fold: async (...people: readonly string[]): Promise<void> => {
      for (const person of people) await projectPerson(project, person, 'everything');
    },
    /** A worker that dies when SES has answered its `hand-over`-th mail, before it hears of it. */
    dyingSender: (handOver: number) => {
      const mortal = createMortal(handOver, true);
      const doomed: ChannelAdapter = {
        ...adapter,
        prepare: async (outgoing) => {
          const call = await adapter.prepare(outgoing);
          return () => mortal.live(call);
        },
      };
      return shop.sender(doomed, mortal.follow(dynamo));
    },
    /** Hands every receipt that SES has published since to the feedback worker. */
    recordReceipts: async (): Promise<void> => {
      const records = receipts.splice(0).map(asRecord);
      const { batchItemFailures } = await recorder({ Records: records }, lambdaContext());
      if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} receipts could not be recorded`);
    },
    /** What a mail program sends when its own unsubscribe button is pressed (RFC 8058). */
    pressUnsubscribe: (ref: string) => {
      const token = sign(linkKey, { kind: 'u', ref });
      const event = httpEvent({
        ...{ method: 'POST', path: `/u/${token}`, pathParameters: { token }, body: 'List-Unsubscribe=One-Click' },
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      return door(event, lambdaContext());
    },
    stop: async (): Promise<void> => {
      client.destroy();
      await standIn.stop();
      inbox.close();
      await database.stop();
    },
  };
};

export type MailHouse = Awaited<ReturnType<typeof startMailHouse>>;
