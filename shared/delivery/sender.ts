import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createAdsPauseStore } from '../campaigns/ads-pause-store.ts';
import { createBucketStore } from '../campaigns/bucket-store.ts';
import { createChunkStore } from '../campaigns/chunk-store.ts';
import { createSendStore } from '../campaigns/send-store.ts';
import { addressKey } from '../consent/address.ts';
import { createConsentStore } from '../consent/evidence-store.ts';
import { createSuppressionStore } from '../consent/suppression-store.ts';
import { createCampaignCoupons } from '../coupons/campaign-coupon.ts';
import { createCouponStore } from '../coupons/coupon-store.ts';
import { createIssueCoupon } from '../coupons/issue-coupon.ts';
import { createEventStore } from '../events/event-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { deriveKey } from '../platform/hash.ts';
import { createHouseBlocks } from '../products/house-blocks.ts';
import { createAliasStore } from '../profiles/alias-store.ts';
import { createCustomerStore } from '../profiles/customer-store.ts';
import { createRunStore } from '../scoring/run-store.ts';
import { createScoresOfRun } from '../scoring/scores-of-run.ts';
import { createHistoryStore } from '../segments/history-store.ts';
import { createDefinitionStore } from '../settings/definition-store.ts';
import { createSettingsStore } from '../settings/settings-store.ts';
import { SHORT_LINK_KEY } from '../tracking/short-link.ts';
import { createShortLinkStore } from '../tracking/short-link-store.ts';
import { LINK_KEY } from '../tracking/token.ts';
import { createAccountGate, openGate, tellingAccount, watchAccount } from './account-gate.ts';
import { createAllowances } from './allowances.ts';
import type { ChannelAdapter } from './channel.ts';
import { createContactStore } from './contact-store.ts';
import { createHandOver } from './hand-over.ts';
import { mailRate } from './mail-account.ts';
import { createMailAccountStore } from './mail-account-store.ts';
import { createMessageLinks } from './message-links.ts';
import { createMessageStore } from './message-store.ts';
import { createMergedSince } from './other-ids.ts';
import { createOwnDevices } from './own-devices.ts';
import { createPacer, type Wait } from './pacer.ts';
import { createPickWay } from './pick-way.ts';
import { createRateStore } from './rate-store.ts';
import { createReceiverReader } from './read-receiver.ts';
import { createSendChunk, type SendChunk } from './send-chunk.ts';
import { createThrottleGate } from './throttle.ts';
import { createUnregisterDevices } from './unregister-devices.ts';

export interface SenderOptions {
  readonly dynamo: Dynamo;
  readonly tables: {
    readonly consents: string;
    readonly coupons: string;
    readonly customers: string;
    readonly definitions: string;
    readonly events: string;
    readonly insights: string;
    readonly messages: string;
    readonly sends: string;
    readonly suppressions: string;
  };
  /** Who has ever shown a device; only senders of push ask. */
  readonly identities?: string | undefined;
  readonly adapter: ChannelAdapter;
  /** Hex secret from which link and address keys are derived. */
  readonly signingKey: string;
  /** Hex secret of the links in mails; `signingKey` until it is rotated. */
  readonly linkSecret?: string;
  readonly publicUrl: string;
  /** Base of links in texts. */
  readonly shortUrl: string;
  readonly clock: Clock;
  readonly wait?: Wait;
}

type TableVariable =
  | 'CONSENTS_TABLE'
  | 'COUPONS_TABLE'
  | 'CUSTOMERS_TABLE'
  | 'DEFINITIONS_TABLE'
  | 'EVENTS_TABLE'
  | 'INSIGHTS_TABLE'
  | 'MESSAGES_TABLE'
  | 'SENDS_TABLE'
  | 'SUPPRESSIONS_TABLE';

/** The tables of a sender, by the variables under which every function knows them. */
export const deliveryTables = (environment: Readonly<Record<TableVariable, string>>): SenderOptions['tables'] => ({
  consents: environment.CONSENTS_TABLE,
  coupons: environment.COUPONS_TABLE,
  customers: environment.CUSTOMERS_TABLE,
  definitions: environment.DEFINITIONS_TABLE,
  events: environment.EVENTS_TABLE,
  insights: environment.INSIGHTS_TABLE,
  messages: environment.MESSAGES_TABLE,
  sends: environment.SENDS_TABLE,
  suppressions: environment.SUPPRESSIONS_TABLE,
});

/** Ledger, gates and hand-over around one provider, with a pace of their own in `lane`: a `share` of the channel's rate. */
export const createDelivery = (
  {
    dynamo,
    tables,
    identities,
    adapter: plain,
    signingKey,
    linkSecret = signingKey,
    publicUrl,
    shortUrl,
    clock,
    ...rest
  }: SenderOptions,
  { lane, share }: { readonly lane: string; readonly share: number },
) => {
  const definitions = createDefinitionStore(dynamo, tables.definitions, clock);
  const settings = createSettingsStore(definitions, clock);
  const accounts = createMailAccountStore(dynamo, tables.sends, clock);
  const watch = plain.quota && watchAccount({ store: accounts, ask: plain.quota, clock });
  const adapter = watch ? tellingAccount(plain, accounts, watch) : plain;
  const messages = createMessageStore(dynamo, tables.messages, clock);
  const hashKey = addressKey(signingKey);
  const suppressions = createSuppressionStore(dynamo, tables.suppressions, hashKey);
  const customers = createCustomerStore(dynamo, tables.customers);
  const events = createEventStore(dynamo, tables.events);
  const read = createReceiverReader({
    customers,
    consents: createConsentStore(dynamo, tables.consents),
    suppressions,
    messages,
    events,
    history: createHistoryStore(dynamo, tables.messages, events),
    scoresOf: createScoresOfRun(createRunStore(dynamo, tables.insights, clock)),
    ownDevices:
      identities === undefined
        ? async () => []
        : createOwnDevices({ aliases: createAliasStore(dynamo, identities), customers, addressKey: hashKey }),
    adapter,
    clock,
  });
  const coupons = createCouponStore(dynamo, tables.coupons);
  const pauses = createAdsPauseStore(dynamo, tables.sends, clock);
  const newId = randomUUID;
  const person = createHandOver({
    messages,
    contacts: createContactStore(dynamo, tables.messages, clock),
    adapter,
    read,
    mergedSince: createMergedSince({ customers, messages }),
    adsPaused: () => pauses.isPaused(adapter.channel),
    hashAddress: (address) => suppressions.hashOf(adapter.channel, address),
    products: createHouseBlocks(dynamo, tables, clock),
    coupons: createCampaignCoupons({
      store: coupons,
      issue: createIssueCoupon({
        ...{ store: coupons, definitions, settings, clock, random: Math.random },
        // No order earned it, so none takes it back.
        isRefunded: async () => false,
      }),
    }),
    unregister: createUnregisterDevices({ events, addressKey: hashKey, clock }),
    linksOf: createMessageLinks({
      linkKey: deriveKey(linkSecret, LINK_KEY),
      shortLinkKey: deriveKey(signingKey, SHORT_LINK_KEY),
      ...{ publicUrl, shortUrl },
      store: createShortLinkStore(dynamo, tables.sends, clock),
    }),
    clock,
    newId,
  });
  const rates = createRateStore(dynamo, tables.sends, clock);
  const pacer = createPacer({
    rates,
    lane,
    perSecond: async () => {
      const { rates: set } = await settings.current();
      return Math.max(1, mailRate(set[adapter.channel], await watch?.current()) * share);
    },
    wait: rest.wait ?? ((ms) => wait(ms)),
    clock,
  });
  const allowances = createAllowances(rates);
  const throttle = createThrottleGate(allowances, clock);
  const account = watch ? createAccountGate({ store: accounts, watch, allowances, settings, clock }) : openGate;
  const pickWay = createPickWay({ customers, messages, shortUrl, clock });
  return { definitions, settings, messages, person, pacer, throttle, account, newId, pauses, pickWay };
};

/** The delivery core around one provider: what a sender function does with a chunk. */
export const createSender = (options: SenderOptions): SendChunk => {
  const { dynamo, tables, adapter, clock } = options;
  return createSendChunk({
    ...createDelivery(options, { lane: adapter.channel, share: 1 }),
    channel: adapter.channel,
    sends: createSendStore(dynamo, tables.sends, clock),
    buckets: createBucketStore(dynamo, tables.sends, clock),
    chunks: createChunkStore(dynamo, tables.sends, clock),
    clock,
  });
};
