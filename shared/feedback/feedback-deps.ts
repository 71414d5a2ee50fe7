import { createChunkStore } from '../campaigns/chunk-store.ts';
import { createFrozenBrandStore } from '../campaigns/frozen-brand-store.ts';
import { addressKey } from '../consent/address.ts';
import { createConsentStore } from '../consent/evidence-store.ts';
import { createSuppressionStore } from '../consent/suppression-store.ts';
import { createEventStore } from '../events/event-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { createCustomerStore } from '../profiles/customer-store.ts';
import { createRunStore } from '../scoring/run-store.ts';
import { createDefinitionStore } from '../settings/definition-store.ts';
import { createSettingsStore } from '../settings/settings-store.ts';
import { createTimerStore } from '../timers/timer-store.ts';
import { createFeedbackStore } from './feedback-store.ts';
import type { RecordDeps } from './record-receipt.ts';
import { createWorthOf } from './worth.ts';

interface FeedbackWiring {
  readonly dynamo: Dynamo;
  readonly clock: Clock;
  /** Hex key of tokens and address hashes; read on the first message. */
  readonly signingKey: () => Promise<string>;
  /** Where the last run's model stands; needed by whoever writes what became of a message. */
  readonly insights?: string;
  readonly tables: Readonly<
    Record<
      'chunks' | 'consents' | 'customers' | 'definitions' | 'events' | 'messages' | 'suppressions' | 'timers',
      string
    >
  >;
}

/** Stores of feedback, made when the secret has been read; `track` and `record-feedback` share them. */
export const createFeedbackDeps = ({
  dynamo,
  clock,
  signingKey,
  tables,
  insights,
}: FeedbackWiring): (() => Promise<RecordDeps>) => {
  const settings = createSettingsStore(createDefinitionStore(dynamo, tables.definitions, clock), clock);
  const customers = createCustomerStore(dynamo, tables.customers);
  const base = {
    clock,
    chunks: createChunkStore(dynamo, tables.chunks, clock),
    brands: createFrozenBrandStore(dynamo, tables.chunks),
    consents: createConsentStore(dynamo, tables.consents),
    customers,
    events: createEventStore(dynamo, tables.events),
    feedback: createFeedbackStore(dynamo, tables.messages),
    settings: settings.current,
    timers: createTimerStore(dynamo, tables.timers),
    ...(insights === undefined ? {} : { worthOf: createWorthOf(customers, createRunStore(dynamo, insights, clock)) }),
  };
  let made: RecordDeps | undefined;
  return async () => {
    made ??= {
      ...base,
      suppressions: createSuppressionStore(dynamo, tables.suppressions, addressKey(await signingKey())),
    };
    return made;
  };
};
