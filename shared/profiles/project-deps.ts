import { createComputedStore } from '../computed/computed-store.ts';
import { addressKey } from '../consent/address.ts';
import { createConsentStore } from '../consent/evidence-store.ts';
import { createSuppressionStore } from '../consent/suppression-store.ts';
import { createEventStore } from '../events/event-store.ts';
import { createOrderStore } from '../orders/order-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { createDefinitionStore } from '../settings/definition-store.ts';
import { createSettingsStore } from '../settings/settings-store.ts';
import { createTimerStore } from '../timers/timer-store.ts';
import { createAliasStore } from './alias-store.ts';
import { CHECKPOINT_LIMITS } from './checkpoint.ts';
import { createCheckpointStore } from './checkpoint-store.ts';
import { createCustomerStore } from './customer-store.ts';
import { createDuplicateStore } from './duplicate-store.ts';
import { createErasedStore, erasureKey } from './erased-store.ts';
import { createLinkStore } from './link-store.ts';
import type { ProjectDeps } from './project-person.ts';
import { createSealStore } from './seal-store.ts';

export interface ProjectWiring {
  readonly dynamo: Dynamo;
  readonly clock: Clock;
  /** The project's secret, hex. */
  readonly signingKey: () => Promise<string>;
  readonly tables: {
    readonly events: string;
    readonly customers: string;
    readonly folds: string;
    readonly orders: string;
    readonly identities: string;
    readonly consents: string;
    readonly timers: string;
    readonly suppressions: string;
    readonly definitions: string;
    readonly insights: string;
  };
}

type TableVariable =
  | 'EVENTS_TABLE'
  | 'CUSTOMERS_TABLE'
  | 'FOLDS_TABLE'
  | 'ORDERS_TABLE'
  | 'IDENTITIES_TABLE'
  | 'CONSENTS_TABLE'
  | 'TIMERS_TABLE'
  | 'SUPPRESSIONS_TABLE'
  | 'DEFINITIONS_TABLE'
  | 'INSIGHTS_TABLE';

/** The tables of a projection, by the variables under which every function knows them. */
export const projectTables = (environment: Readonly<Record<TableVariable, string>>): ProjectWiring['tables'] => ({
  events: environment.EVENTS_TABLE,
  customers: environment.CUSTOMERS_TABLE,
  folds: environment.FOLDS_TABLE,
  orders: environment.ORDERS_TABLE,
  identities: environment.IDENTITIES_TABLE,
  consents: environment.CONSENTS_TABLE,
  timers: environment.TIMERS_TABLE,
  suppressions: environment.SUPPRESSIONS_TABLE,
  definitions: environment.DEFINITIONS_TABLE,
  insights: environment.INSIGHTS_TABLE,
});

/** Answers what a projection works with; the secret is asked for on first use. */
export const createProjectDeps = ({
  dynamo,
  clock,
  signingKey,
  tables,
}: ProjectWiring): (() => Promise<ProjectDeps>) => {
  const definitions = createDefinitionStore(dynamo, tables.definitions, clock);
  const settings = createSettingsStore(definitions, clock);
  const stores = {
    events: createEventStore(dynamo, tables.events),
    customers: createCustomerStore(dynamo, tables.customers),
    checkpoints: createCheckpointStore(dynamo, tables.folds),
    seals: createSealStore(dynamo, tables.folds),
    orders: createOrderStore(dynamo, tables.orders),
    aliases: createAliasStore(dynamo, tables.identities),
    links: createLinkStore(dynamo, tables.identities),
    duplicates: createDuplicateStore(dynamo, tables.insights),
    consents: createConsentStore(dynamo, tables.consents),
    timers: createTimerStore(dynamo, tables.timers),
    clock,
    settings: settings.current,
    computed: createComputedStore(definitions, clock).basis,
    limits: CHECKPOINT_LIMITS,
  };
  return async () => {
    const secret = await signingKey();
    const key = addressKey(secret);
    return {
      ...stores,
      addressKey: key,
      suppressions: createSuppressionStore(dynamo, tables.suppressions, key),
      erased: createErasedStore(dynamo, tables.identities, erasureKey(secret)),
    };
  };
};
