import { finishedWords, liquidOf } from '../onsite/finished-words.ts';
import { type Clock, DAY, toEpochSeconds, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { LANDING_CONTENT, landingContentSchema } from './content.ts';
import { type LandingPage, landingIdOf } from './landing-page.ts';
import type { LandingStore } from './landing-store.ts';

/** A page that is over says so for so long; then its link is unknown. */
const KEEP = 30 * DAY;

export interface LandingOrder {
  readonly contentId: string;
  /** Inner id. */
  readonly customerId: string;
  readonly effectId: string;
  /** ISO 8601 UTC. */
  readonly until: string;
  /** `event` and `coupon` of a journey. */
  readonly also?: Readonly<Record<string, unknown>> | undefined;
}

/** `refused`: there is no page; `reason` says why. */
export type Made =
  | { readonly kind: 'made'; readonly id: string; readonly until: string; readonly first: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

interface MakeDeps {
  readonly store: Pick<LandingStore, 'get' | 'create'>;
  readonly customers: Pick<CustomerStore, 'get'>;
  readonly definitions: Pick<DefinitionStore, 'get'>;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly clock: Clock;
}

/** Makes a page for one person in finished words; whoever repeats it gets the page that is there. */
export const createMakeLanding =
  ({ store, customers, definitions, settings, clock }: MakeDeps) =>
  async ({ contentId, customerId, effectId, until, also }: LandingOrder): Promise<Made> => {
    const id = landingIdOf(effectId);
    const known = await store.get(id);
    if (known) return { kind: 'made', id, until: known.until, first: false };
    const found = await definitions.get(LANDING_CONTENT, contentId);
    if (!found || found.archived)
      throw new DangolError('not_found', `There is no landing page "${contentId}"; GET /v1/landing-pages lists them.`);
    const content = landingContentSchema.parse(found.body);
    const customer = await customers.get(customerId);
    if (!customer) return { kind: 'refused', reason: 'unknown customer' };
    const now = clock();
    const campaign = { id: contentId, name: content.name };
    const about = { customer, campaign, settings: await settings.current(), language: content.language, now, also };
    const words = finishedWords(content, liquidOf(about));
    if (typeof words === 'string') return { kind: 'refused', reason: words };
    const page: LandingPage = {
      ...{ id, contentId, customerId: customer.customerId, language: content.language, ...words },
      ...{ createdAt: toIso(now), until, expiresAt: toEpochSeconds(Date.parse(until) + KEEP) },
    };
    if (await store.create(page)) return { kind: 'made', id, until, first: true };
    return { kind: 'made', id, until: (await store.get(id))?.until ?? until, first: false };
  };
