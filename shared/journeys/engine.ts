import { createCouponStore } from '../coupons/coupon-store.ts';
import { createIssueCoupon } from '../coupons/issue-coupon.ts';
import { isReturned } from '../coupons/settle-coupons.ts';
import { cameBack } from '../delivery/arrival.ts';
import type { Message } from '../delivery/message.ts';
import { createMessageStore } from '../delivery/message-store.ts';
import { createEventStore } from '../events/event-store.ts';
import { LANDING_KEY, landingToken } from '../landing/landing-page.ts';
import { createLandingStore } from '../landing/landing-store.ts';
import { createMakeLanding } from '../landing/make-landing.ts';
import { createOnsiteStore } from '../onsite/onsite-store.ts';
import { createShowOnsite } from '../onsite/show-onsite.ts';
import { createOrderStore } from '../orders/order-store.ts';
import { type Clock, MINUTE } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { deriveKey } from '../platform/hash.ts';
import { createAskedStore } from '../products/asked-store.ts';
import { createProductStore } from '../products/product-store.ts';
import { createReadRepurchase } from '../products/read-repurchase.ts';
import { createTellRestock } from '../products/tell-restock.ts';
import { createCustomerStore } from '../profiles/customer-store.ts';
import type { Model } from '../scoring/model.ts';
import { createRunStore as createNightStore } from '../scoring/run-store.ts';
import { createHistoryStore } from '../segments/history-store.ts';
import { createMemberStore } from '../segments/member-store.ts';
import { createDefinitionStore } from '../settings/definition-store.ts';
import { createSettingsStore } from '../settings/settings-store.ts';
import { messageKey } from '../tables/keys.ts';
import { createTasks } from '../tasks/create-task.ts';
import { createTaskStore } from '../tasks/task-store.ts';
import { messageIdFor } from '../transactional/accept-message.ts';
import type { QueueMessage } from '../transactional/queue.ts';
import { MESSAGE_KEY } from '../transactional/request.ts';
import { createRequestStore } from '../transactional/request-store.ts';
import { createCallWebhook } from '../webhooks/call-webhook.ts';
import type { QueueCall } from '../webhooks/queue.ts';
import { createWebhookStore } from '../webhooks/webhook-store.ts';
import type { Effects, MessageFacts } from './effect.ts';
import { createEffects } from './effects.ts';
import { createHear, type Hear } from './hear.ts';
import type { Tell } from './hint.ts';
import { createJourneyStore } from './journey-store.ts';
import { createLookUp } from './look-up.ts';
import { createPlanStore } from './plan-store.ts';
import { createRunStore } from './run-store.ts';
import { createTakeOn, type TakeOn } from './take-on.ts';

export interface EngineWiring {
  readonly dynamo: Dynamo;
  readonly clock: Clock;
  /** Base of the addresses of pages. */
  readonly publicUrl: string;
  /** The project's secret, hex. */
  readonly signingKey: string;
  readonly queue: QueueMessage;
  readonly call: QueueCall;
  readonly tell: Tell;
  readonly tables: Readonly<
    Record<
      | 'coupons'
      | 'customers'
      | 'definitions'
      | 'effects'
      | 'events'
      | 'insights'
      | 'members'
      | 'messages'
      | 'orders'
      | 'runs'
      | 'sends'
      | 'timers',
      string
    >
  >;
  /** In place of the house's own, for tests of the engine alone. */
  readonly effects?: Partial<Effects>;
}

/** The model of the last night is read so often. */
const MODEL_AGE = MINUTE;

const factsOf = (row: Message): MessageFacts => ({
  status: row.status === 'claimed' || row.status === 'deferred' ? 'waiting' : row.status,
  reason: row.reason,
  until: row.until,
  handedOverAt: row.handedOverAt,
  deliveredAt: row.deliveredAt,
  openedAt: row.openedHumanAt,
  clickedAt: row.clickedHumanAt,
  bouncedAt: cameBack(row) ? row.bouncedAt : undefined,
  complainedAt: row.complainedAt,
  unsubscribedAt: row.unsubscribedAt ?? row.optedOutAt,
});

/** The engine on the tables of the house. */
export const createEngine = ({
  dynamo,
  clock,
  publicUrl,
  signingKey,
  queue,
  call,
  tell,
  tables,
  effects,
}: EngineWiring): { readonly hear: Hear; readonly take: TakeOn } => {
  const definitions = createDefinitionStore(dynamo, tables.definitions, clock);
  const settingsStore = createSettingsStore(definitions, clock);
  const settings = settingsStore.current;
  const customers = createCustomerStore(dynamo, tables.customers);
  const events = createEventStore(dynamo, tables.events);
  const orders = createOrderStore(dynamo, tables.orders);
  const messages = createMessageStore(dynamo, tables.messages, clock);
  const requests = createRequestStore(dynamo, tables);
  const nights = createNightStore(dynamo, tables.insights, clock);
  const key = deriveKey(signingKey, MESSAGE_KEY);
  const landingKey = deriveKey(signingKey, LANDING_KEY);

  let kept: { readonly at: number; readonly model: Model | undefined } | undefined;
  const model = async (): Promise<Model | undefined> => {
    if (!kept || clock() < kept.at || clock() - kept.at > MODEL_AGE)
      kept = { at: clock(), model: (await nights.lastSuccessful())?.model };
    return kept.model;
  };

  const messageOf = async (effectId: string): Promise<MessageFacts | undefined> => {
    const messageId = messageIdFor({ key }, { idempotencyKey: effectId, house: true });
    const request = await requests.find(messageId);
    const row = request && (await messages.find(request.customerId, messageKey(messageId)));
    return row && factsOf(row);
  };

  const history = createHistoryStore(dynamo, tables.messages, events);
  const products = createProductStore(dynamo, tables.insights);
  const lookUp = createLookUp({
    ...{ events, history, definitions, settings, model, messageOf },
    repurchase: createReadRepurchase(products),
  });
  const own = createEffects({
    ...{ events, settings, clock },
    accept: { requests, definitions, queue, key, clock },
    showOnsite: createShowOnsite({
      ...{ customers, definitions, settings: settingsStore, clock },
      store: createOnsiteStore(dynamo, tables.effects),
    }),
    makeLanding: createMakeLanding({
      ...{ customers, definitions, settings: settingsStore, clock },
      store: createLandingStore(dynamo, tables.effects),
    }),
    landingUrl: (id) => `${publicUrl}/l/${landingToken(landingKey, id)}`,
    createTask: createTasks(createTaskStore(dynamo, tables.effects), clock),
    callWebhook: createCallWebhook({
      ...{ definitions, queue: call, clock },
      store: createWebhookStore(dynamo, tables.effects),
    }),
    issueCoupon: createIssueCoupon({
      ...{ definitions, settings: settingsStore, clock, random: Math.random },
      store: createCouponStore(dynamo, tables.coupons),
      isRefunded: async (customerId, orderId) => isReturned(await orders.find(customerId, orderId)),
    }),
  });
  const base = {
    ...{ customers, lookUp, clock },
    runs: createRunStore(dynamo, tables, clock),
    journeys: createJourneyStore(dynamo, tables.runs, definitions, clock),
  };
  const take = createTakeOn({ ...base, effects: { ...own, ...effects } });
  const tellRestock = createTellRestock({
    ...{ events, customers, clock, products },
    asked: createAskedStore(dynamo, tables.effects),
  });
  const members = createMemberStore(dynamo, tables.members);
  return {
    take,
    hear: createHear({
      ...{ ...base, take, events, members, settings, tell, tellRestock },
      plans: createPlanStore(dynamo, tables),
    }),
  };
};
