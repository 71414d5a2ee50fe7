import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createWatchedGoals } from '../../shared/campaigns/watched-goals.ts';
import { createCouponStore } from '../../shared/coupons/coupon-store.ts';
import { createSettleCoupons } from '../../shared/coupons/settle-coupons.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { createFeedbackQueue } from '../../shared/feedback/queue.ts';
import { createTellLostDevices } from '../../shared/feedback/tell-lost-devices.ts';
import { createTellTaps } from '../../shared/feedback/tell-taps.ts';
import { createReachGoals } from '../../shared/insights/attribute-person.ts';
import { createAttributionStore } from '../../shared/insights/attribution-store.ts';
import { createComeIn } from '../../shared/journeys/come-in.ts';
import { createTell } from '../../shared/journeys/hint.ts';
import { createJourneyStore } from '../../shared/journeys/journey-store.ts';
import { createOrderStore } from '../../shared/orders/order-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { deriveKey } from '../../shared/platform/hash.ts';
import { createLinkSecrets } from '../../shared/platform/link-secrets.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createAskedStore } from '../../shared/products/asked-store.ts';
import { createNoteAsk } from '../../shared/products/note-ask.ts';
import { createProductStore } from '../../shared/products/product-store.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createProjectDeps, projectTables } from '../../shared/profiles/project-deps.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createSettingsStore } from '../../shared/settings/settings-store.ts';
import { LINK_KEY } from '../../shared/tracking/token.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const tables = { ...projectTables(environment), messages: environment.MESSAGES_TABLE };

const definitions = createDefinitionStore(dynamo, tables.definitions, systemClock);
const customers = createCustomerStore(dynamo, tables.customers);
const secrets = new SecretsManagerClient({});
const signingKey = createSigningKey(secrets, environment.SECRET_ARN);
const linkSecrets = createLinkSecrets(secrets, environment.SECRET_ARN, systemClock);

const tell = createTell(new SQSClient({}), environment.JOURNEY_QUEUE_URL);
const noteAsk = createNoteAsk({
  asked: createAskedStore(dynamo, environment.EFFECTS_TABLE),
  products: createProductStore(dynamo, environment.INSIGHTS_TABLE),
  restocked: (productId, at) => tell([{ kind: 'restocked', productId, at }]),
  clock: systemClock,
});
const ledger = createAttributionStore(dynamo, tables);
const queue = createFeedbackQueue(new SQSClient({}), environment.FEEDBACK_QUEUE_URL);

export const handler = createHandler({
  project: createProjectDeps({
    dynamo,
    clock: systemClock,
    signingKey,
    tables,
  }),
  tellLostDevices: createTellLostDevices({
    customers,
    rows: ledger.rows,
    queue,
  }),
  tellTaps: createTellTaps({
    readKeys: async () => (await linkSecrets()).reads.map((secret) => deriveKey(secret, LINK_KEY)),
    queue,
  }),
  reachGoals: createReachGoals({
    watched: createWatchedGoals(dynamo, environment.SENDS_TABLE, systemClock),
    store: ledger,
    customers,
    settings: createSettingsStore(definitions, systemClock),
  }),
  comeIn: createComeIn({
    journeys: createJourneyStore(dynamo, environment.JOURNEYRUNS_TABLE, definitions, systemClock),
    tell,
    clock: systemClock,
  }),
  noteAsk: (person, { productId, at }) => noteAsk(productId, { person, at }),
  settleCoupons: createSettleCoupons({
    store: createCouponStore(dynamo, environment.COUPONS_TABLE),
    events: createEventStore(dynamo, tables.events),
    orders: createOrderStore(dynamo, tables.orders),
    ...{ customers, definitions, clock: systemClock },
  }),
});
