import { randomUUID } from 'node:crypto';
import { createApprovalStore } from '../../../shared/campaigns/approval-store.ts';
import { createAudience } from '../../../shared/campaigns/audience.ts';
import { createBucketStore } from '../../../shared/campaigns/bucket-store.ts';
import { CAMPAIGN } from '../../../shared/campaigns/campaign.ts';
import type { ChunkKey, LaunchKey } from '../../../shared/campaigns/chunk.ts';
import { createChunkStore } from '../../../shared/campaigns/chunk-store.ts';
import { createLaunchBucket } from '../../../shared/campaigns/launch-bucket.ts';
import { launchCampaign } from '../../../shared/campaigns/launch-campaign.ts';
import { createPreflight } from '../../../shared/campaigns/preflight.ts';
import type { Queues } from '../../../shared/campaigns/queues.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { addressKey } from '../../../shared/consent/address.ts';
import type { ConsentChannel, ConsentPurpose } from '../../../shared/consent/evidence.ts';
import { createConsentStore } from '../../../shared/consent/evidence-store.ts';
import { createSuppressionStore } from '../../../shared/consent/suppression-store.ts';
import { createCouponStore } from '../../../shared/coupons/coupon-store.ts';
import { allowanceOf, createCarryOn } from '../../../shared/delivery/carry-on.ts';
import type { ChannelAdapter } from '../../../shared/delivery/channel.ts';
import { createMailAccountStore } from '../../../shared/delivery/mail-account-store.ts';
import type { Message } from '../../../shared/delivery/message.ts';
import { createMessageStore } from '../../../shared/delivery/message-store.ts';
import { createSender } from '../../../shared/delivery/sender.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import type { Dynamo } from '../../../shared/platform/dynamo.ts';
import { bucketOf } from '../../../shared/platform/hash.ts';
import { createHouseBlocks } from '../../../shared/products/house-blocks.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import type { Profile } from '../../../shared/profiles/profile.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import { createScoresOfRun } from '../../../shared/scoring/scores-of-run.ts';
import { createHistoryStore } from '../../../shared/segments/history-store.ts';
import { createMemberStore } from '../../../shared/segments/member-store.ts';
import { createDefinitionStore } from '../../../shared/settings/definition-store.ts';
import { createSettingsStore } from '../../../shared/settings/settings-store.ts';
import { createPictureStore } from '../../../shared/templates/picture-store.ts';
import { createRegistrationStore } from '../../../shared/templates/registration-store.ts';
import { type Channel, TEMPLATE } from '../../../shared/templates/template.ts';
import type { TestDynamo } from '../../support/dynamo.ts';

export const SECRET = 'ab'.repeat(32);
export const PUBLIC_URL = 'https://crm.example.com';
export const SHORT_URL = 'https://dgl.kr';

export const profile = (fields: Partial<Profile> = {}): Profile => ({
  kind: 'consumer',
  traits: { name: '김단골' },
  contacts: { email: 'kim@example.com', phone: '+821012345678' },
  consent: {},
  events: 1,
  eventCounts: {},
  orders: 1,
  firstOrderAt: '2026-01-01T00:00:00.000Z',
  lastOrderAt: '2026-01-01T00:00:00.000Z',
  revenue: { KRW: 30_000 },
  days: { KRW: '20454,1,30000' },
  zone: 'Asia/Seoul',
  ...fields,
});

export const EMAIL_AD = {
  name: 'Win back',
  channel: 'email',
  purpose: 'ad',
  language: 'ko',
  subject: '{{ customer.traits.name }}님, 다시 오세요',
  html: '<p>안녕하세요 {{ customer.traits.name }}님</p><p><a href="https://shop.example.com/sale">보러 가기</a></p>',
};
export const SMS_AD = {
  name: 'Win back',
  channel: 'sms',
  purpose: 'ad',
  language: 'ko',
  text: '{{ customer.traits.name }}님, 다시 오세요 https://shop.example.com',
};

/** Ids of one bucket, so that all of them are one chunk and one worker's work. */
export const inOneChunk = (prefix: string, size: number): string[] => {
  const ids: string[] = [];
  for (let n = 0; ids.length < size; n++) if (bucketOf(`u:${prefix}-${n}`) === '00') ids.push(`${prefix}-${n}`);
  return ids;
};

/** A small shop on a real DynamoDB Local: the product's clock, its stores, and a campaign launched to a list of people. */
export const createShop = (test: TestDynamo, startAt: string) => {
  const { dynamo, tables } = test;
  let now = Date.parse(startAt);
  const clock = () => now;
  const definitions = createDefinitionStore(dynamo, tables.definitions, clock);
  const settings = createSettingsStore(definitions, clock);
  const customers = createCustomerStore(dynamo, tables.customers);
  const consents = createConsentStore(dynamo, tables.consents);
  const suppressions = createSuppressionStore(dynamo, tables.suppressions, addressKey(SECRET));
  const messages = createMessageStore(dynamo, tables.messages, clock);
  const sends = createSendStore(dynamo, tables.sends, clock);
  const buckets = createBucketStore(dynamo, tables.sends, clock);
  const chunks = createChunkStore(dynamo, tables.sends, clock);
  const runs = createRunStore(dynamo, tables.insights, clock);
  const members = createMemberStore(dynamo, tables.members);
  const launches: LaunchKey[] = [];
  const queued: ChunkKey[] = [];
  /** Channel on whose queue each chunk was put last. */
  const turns = new Map<string, Channel>();
  const queues: Queues = {
    launch: async (key) => void launches.push(key),
    chunk: async (channel, { campaignId, bucket, chunk }) => {
      turns.set(`${campaignId}/${bucket}/${chunk}`, channel);
      queued.push({ campaignId, bucket, chunk });
    },
  };
  const audience = createAudience({
    members,
    customers,
    history: createHistoryStore(dynamo, tables.messages, createEventStore(dynamo, tables.events)),
    scoresOf: createScoresOfRun(runs),
  });
  const approvals = createApprovalStore(dynamo, tables.sends);
  const accounts = createMailAccountStore(dynamo, tables.sends, clock);
  const common = { sends, approvals, buckets, chunks, messages, runs, settings, definitions, accounts, queues, clock };
  const launchBucket = createLaunchBucket({ ...common, audience });
  const preflight = createPreflight({
    ...{ ...common, audience, customers, shortUrl: SHORT_URL },
    registrations: createRegistrationStore(dynamo, tables.insights),
    pictures: createPictureStore(dynamo, tables.insights),
    coupons: createCouponStore(dynamo, tables.coupons),
    products: createHouseBlocks(dynamo, tables, clock),
  });
  const carryOn = createCarryOn(common);

  const addCustomer = async (id: string, fields: Partial<Profile> = {}): Promise<string> => {
    const text = JSON.stringify(profile(fields));
    await customers.putFold(id, 0, { text, checkpointed: false, outside: [], aliases: [] });
    return id;
  };

  const say = async (
    customerId: string,
    channel: ConsentChannel,
    purpose: ConsentPurpose,
    state: 'granted' | 'withdrawn',
    at = '2026-01-01T00:00:00.000Z',
  ): Promise<void> => {
    const id = randomUUID();
    await consents.append({
      ...{ customerId, id, channel, purpose, state, at, basis: 'explicit', source: 'test' },
      receivedAt: at,
      eventKey: `${at}#${id}`,
    });
  };

  const addCampaign = async (
    id: string,
    fields: Record<string, unknown>,
    template: object = EMAIL_AD,
  ): Promise<void> => {
    await definitions.save(TEMPLATE, `t-${id}`, template);
    await definitions.save(CAMPAIGN, id, {
      name: id,
      channel: 'email',
      templateId: `t-${id}`,
      control: 0,
      ...fields,
    });
  };

  /** Works off the launch queue; afterwards the audience is written. */
  const writeAudience = async (): Promise<void> => {
    for (let key = launches.shift(); key; key = launches.shift()) {
      if (key.bucket !== undefined) await launchBucket(key.campaignId, key.bucket, Number.POSITIVE_INFINITY);
      else await carryOn(key.campaignId, await allowanceOf(common));
    }
  };

  const launch = async (id: string, by?: string): Promise<void> => {
    await launchCampaign({ ...common, preflight }, id, by);
    await writeAudience();
  };

  const sender = (adapter: ChannelAdapter, on: Dynamo = dynamo) =>
    createSender({
      dynamo: on,
      tables,
      identities: tables.identities,
      adapter,
      signingKey: SECRET,
      publicUrl: PUBLIC_URL,
      shortUrl: SHORT_URL,
      clock,
      wait: async (ms) => {
        now += Math.ceil(ms);
      },
    });

  /** Works off the chunks that are queued. */
  const sendAll = async (provider: { readonly adapter: ChannelAdapter }): Promise<void> => {
    const send = sender(provider.adapter);
    for (let key = queued.shift(); key; key = queued.shift()) await send(key, Number.POSITIVE_INFINITY);
  };

  /** Ledger rows of a campaign, by its frozen audience. */
  const ledger = async (campaignId: string): Promise<{ rows: Message[]; ids: string[] }> => {
    const ids: string[] = [];
    for await (const chunk of chunks.chunks(campaignId)) ids.push(...(await chunks.ids(chunk)));
    const rows = await messages.findMany(ids, `${campaignId}#0#0`);
    return { rows: [...rows.values()], ids };
  };

  const tick = async (): Promise<void> => {
    const left = await allowanceOf(common);
    for (const id of await sends.active()) await carryOn(id, left);
    await writeAudience();
  };

  return {
    ...{ dynamo, tables, clock, definitions, settings, customers, consents, suppressions, messages, sends, buckets },
    ...{
      chunks,
      runs,
      members,
      audience,
      queued,
      turns,
      launches,
      preflight,
      addCustomer,
      say,
      addCampaign,
      launch,
      sender,
      sendAll,
    },
    ...{ ledger, tick, carryOn, writeAudience, common },
    advance: (ms: number) => {
      now += ms;
    },
    setClock: (at: string) => {
      now = Date.parse(at);
    },
  };
};

export type Shop = ReturnType<typeof createShop>;
