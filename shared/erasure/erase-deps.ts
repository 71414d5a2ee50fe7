import { CAMPAIGN } from '../campaigns/campaign.ts';
import { addressKey } from '../consent/address.ts';
import { createSuppressionStore } from '../consent/suppression-store.ts';
import { createCouponStore } from '../coupons/coupon-store.ts';
import type { ExportFiles } from '../exports/export-files.ts';
import { createLandingStore } from '../landing/landing-store.ts';
import { createOnsiteStore } from '../onsite/onsite-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { deriveKey } from '../platform/hash.ts';
import { createAskedStore } from '../products/asked-store.ts';
import { createErasedStore, erasureKey } from '../profiles/erased-store.ts';
import { BUILT_IN_SEGMENTS } from '../segments/built-in.ts';
import { SEGMENT_KIND } from '../segments/segment.ts';
import { createDefinitionStore } from '../settings/definition-store.ts';
import { createAnswerStore } from '../surveys/answer-store.ts';
import { createTaskStore } from '../tasks/task-store.ts';
import { SHORT_LINK_KEY } from '../tracking/short-link.ts';
import { createShortLinkStore } from '../tracking/short-link-store.ts';
import { createWebhookStore } from '../webhooks/webhook-store.ts';
import { createBelongingsStore } from './belongings-store.ts';
import { createCouponsPlace } from './coupons-place.ts';
import { createEffectsPlace } from './effects-place.ts';
import type { EraseDeps } from './erase-person.ts';
import { createErasureStore } from './erasure-store.ts';
import { createExportsPlace } from './exports-place.ts';
import { createJourneysPlace } from './journeys-place.ts';
import { createLedgerRemainsStore } from './ledger-remains-store.ts';
import { createLinksPlace } from './links-place.ts';
import { createListsStore } from './lists-store.ts';
import { createRequestsPlace } from './requests-place.ts';
import { createRunCutsPlace } from './run-cuts-place.ts';
import { createTimersPlace } from './timers-place.ts';
import { createTracesStore } from './traces-store.ts';

interface EraseWiring {
  readonly dynamo: Dynamo;
  readonly clock: Clock;
  /** The project's secret, hex. */
  readonly signingKey: () => Promise<string>;
  readonly exportFiles: ExportFiles;
  readonly environment: Readonly<
    Record<
      | 'EVENTS_TABLE'
      | 'CUSTOMERS_TABLE'
      | 'FOLDS_TABLE'
      | 'ORDERS_TABLE'
      | 'IDENTITIES_TABLE'
      | 'CONSENTS_TABLE'
      | 'SUPPRESSIONS_TABLE'
      | 'MESSAGES_TABLE'
      | 'SENDS_TABLE'
      | 'MEMBERS_TABLE'
      | 'DEFINITIONS_TABLE'
      | 'INSIGHTS_TABLE'
      | 'TIMERS_TABLE'
      | 'COUPONS_TABLE'
      | 'EFFECTS_TABLE'
      | 'JOURNEYRUNS_TABLE',
      string
    >
  >;
}

/** Answers what an erasure works with; the secret is asked for on first use. */
export const createEraseDeps = ({
  dynamo,
  clock,
  signingKey,
  exportFiles,
  environment,
}: EraseWiring): (() => Promise<EraseDeps>) => {
  const definitions = createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, clock);
  const idsOf = async (kind: string): Promise<string[]> => (await definitions.listAll(kind)).map(({ id }) => id);
  const segmentIds = async () => [...BUILT_IN_SEGMENTS.map(({ id }) => id), ...(await idsOf(SEGMENT_KIND))];
  const campaignIds = () => idsOf(CAMPAIGN);
  const belongings = createBelongingsStore(
    dynamo,
    {
      events: environment.EVENTS_TABLE,
      customers: environment.CUSTOMERS_TABLE,
      folds: environment.FOLDS_TABLE,
      consents: environment.CONSENTS_TABLE,
      identities: environment.IDENTITIES_TABLE,
      members: environment.MEMBERS_TABLE,
      insights: environment.INSIGHTS_TABLE,
    },
    segmentIds,
  );
  return async () => {
    const secret = await signingKey();
    const key = erasureKey(secret);
    const ledger = {
      messages: environment.MESSAGES_TABLE,
      orders: environment.ORDERS_TABLE,
      sends: environment.SENDS_TABLE,
    };
    const lists = { definitions: environment.DEFINITIONS_TABLE, sends: environment.SENDS_TABLE };
    return {
      places: [
        createExportsPlace(dynamo, environment.EVENTS_TABLE, exportFiles, clock),
        createRequestsPlace(dynamo, ledger, key),
        createLinksPlace(
          ...([
            dynamo,
            environment.MESSAGES_TABLE,
            createShortLinkStore(dynamo, environment.SENDS_TABLE, clock),
          ] as const),
          deriveKey(secret, SHORT_LINK_KEY),
        ),
        createTimersPlace(dynamo, { consents: environment.CONSENTS_TABLE, timers: environment.TIMERS_TABLE }, clock),
        ...createLedgerRemainsStore(dynamo, ledger, key, campaignIds),
        ...createListsStore(dynamo, lists, key, campaignIds),
        createJourneysPlace(dynamo, { runs: environment.JOURNEYRUNS_TABLE, timers: environment.TIMERS_TABLE }),
        createCouponsPlace(createCouponStore(dynamo, environment.COUPONS_TABLE)),
        createEffectsPlace([
          createTaskStore(dynamo, environment.EFFECTS_TABLE),
          createWebhookStore(dynamo, environment.EFFECTS_TABLE),
          createOnsiteStore(dynamo, environment.EFFECTS_TABLE),
          createLandingStore(dynamo, environment.EFFECTS_TABLE),
          createAnswerStore(dynamo, environment.EFFECTS_TABLE),
          createAskedStore(dynamo, environment.EFFECTS_TABLE),
        ]),
        createRunCutsPlace(dynamo, environment.INSIGHTS_TABLE),
        ...belongings,
      ],
      erased: createErasedStore(dynamo, environment.IDENTITIES_TABLE, key),
      erasures: createErasureStore(dynamo, environment.INSIGHTS_TABLE, secret),
      traces: createTracesStore(dynamo, environment.CUSTOMERS_TABLE),
      suppressions: createSuppressionStore(dynamo, environment.SUPPRESSIONS_TABLE, addressKey(secret)),
      key,
      addressKey: addressKey(secret),
      clock,
    };
  };
};
