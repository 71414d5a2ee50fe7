import { addressKey } from '../consent/address.ts';
import { createConsentStore } from '../consent/evidence-store.ts';
import { createSuppressionStore } from '../consent/suppression-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { deriveKey } from '../platform/hash.ts';
import { createAliasStore } from '../profiles/alias-store.ts';
import { createCustomerStore } from '../profiles/customer-store.ts';
import { createDefinitionStore } from '../settings/definition-store.ts';
import { createSettingsStore } from '../settings/settings-store.ts';
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
    Record<'consents' | 'customers' | 'definitions' | 'identities' | 'messages' | 'sends' | 'suppressions', string>
  >;
}

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
        ...{ customers, definitions, settings, queue, clock },
        requests: createRequestStore(dynamo, tables),
        aliases: createAliasStore(dynamo, tables.identities),
        addressKey: key,
        key: deriveKey(secret, MESSAGE_KEY),
      },
    });
  };
};
