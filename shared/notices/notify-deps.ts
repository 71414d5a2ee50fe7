import { addressKey } from '../consent/address.ts';
import { createConsentStore } from '../consent/evidence-store.ts';
import { createSuppressionStore } from '../consent/suppression-store.ts';
import { personOf } from '../events/person.ts';
import type { Clock } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { deriveKey } from '../platform/hash.ts';
import { type CustomerStore, createCustomerStore } from '../profiles/customer-store.ts';
import type { Customer } from '../profiles/profile.ts';
import { createDefinitionStore } from '../settings/definition-store.ts';
import { createSettingsStore } from '../settings/settings-store.ts';
import { acceptMessage, type MessageOrder } from '../transactional/accept-message.ts';
import type { To } from '../transactional/find-receiver.ts';
import type { QueueMessage } from '../transactional/queue.ts';
import { MESSAGE_KEY } from '../transactional/request.ts';
import { createRequestStore } from '../transactional/request-store.ts';
import { createAskStore } from './ask-store.ts';
import { createNoticeStore } from './notice-store.ts';
import { createNotify, type Notify } from './notify.ts';

interface NotifyWiring {
  readonly dynamo: Dynamo;
  readonly clock: Clock;
  /** The project's secret, hex. */
  readonly signingKey: () => Promise<string>;
  readonly queue: QueueMessage;
  readonly tables: Readonly<
    Record<'consents' | 'customers' | 'definitions' | 'messages' | 'sends' | 'suppressions', string>
  >;
}

/** Notices go to people who are known by their id. */
const receiverOf = async (customers: Pick<CustomerStore, 'get'>, to: To): Promise<Customer> => {
  const customer = 'customerId' in to ? await customers.get(personOf(to.customerId)) : undefined;
  if (customer) return customer;
  throw new DangolError('not_found', 'The person to be told is not known any more.');
};

/** Takes orders of the house itself, to people who are known by their id; the secret is asked for on first use. */
export const createHouseOrders =
  ({ dynamo, clock, signingKey, queue, tables }: NotifyWiring) =>
  async (order: MessageOrder): Promise<unknown> => {
    const customers = createCustomerStore(dynamo, tables.customers);
    return acceptMessage(
      {
        ...{ queue, clock, definitions: createDefinitionStore(dynamo, tables.definitions, clock) },
        receiver: (to) => receiverOf(customers, to),
        judge: async (_template, _customer, data) => JSON.stringify(data),
        requests: createRequestStore(dynamo, tables),
        key: deriveKey(await signingKey(), MESSAGE_KEY),
      },
      order,
    );
  };

/** Answers what tells people; the secret is asked for on first use. */
export const createNotifier = ({ dynamo, clock, signingKey, queue, tables }: NotifyWiring): (() => Promise<Notify>) => {
  const definitions = createDefinitionStore(dynamo, tables.definitions, clock);
  const settings = createSettingsStore(definitions, clock);
  const customers = createCustomerStore(dynamo, tables.customers);
  return async () => {
    const secret = await signingKey();
    const key = addressKey(secret);
    return createNotify({
      ...{ customers, clock, settings: settings.current },
      consents: createConsentStore(dynamo, tables.consents),
      notices: createNoticeStore(dynamo, tables.consents),
      suppressions: createSuppressionStore(dynamo, tables.suppressions, key),
      asks: createAskStore(dynamo, tables.suppressions, clock),
      messages: {
        ...{ definitions, queue, clock },
        receiver: (to) => receiverOf(customers, to),
        // The house's own words, filled with what the house has worked out.
        judge: async (_template, _customer, data) => JSON.stringify(data),
        requests: createRequestStore(dynamo, tables),
        key: deriveKey(secret, MESSAGE_KEY),
      },
    });
  };
};
