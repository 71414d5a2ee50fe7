import { type Clock, DAY, toEpochSeconds, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { ONSITE_CONTENT, onsiteContentSchema } from './content.ts';
import { finishedWords, liquidOf } from './finished-words.ts';
import { type OnsiteMessage, onsiteIdOf } from './onsite-message.ts';
import type { OnsiteStore } from './onsite-store.ts';

/** What became of it is kept for so long after its time. */
const KEEP = 30 * DAY;

export interface OnsiteOrder {
  readonly contentId: string;
  /** Inner id. */
  readonly customerId: string;
  readonly effectId: string;
  /** ISO 8601 UTC. */
  readonly until: string;
  /** `event` and `coupon` of a journey. */
  readonly also?: Readonly<Record<string, unknown>> | undefined;
}

/** `refused`: nothing is shown; `reason` says why. */
export type Shown =
  | { readonly kind: 'shown'; readonly id: string; readonly first: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

interface ShowDeps {
  readonly store: Pick<OnsiteStore, 'create'>;
  readonly customers: Pick<CustomerStore, 'get'>;
  readonly definitions: Pick<DefinitionStore, 'get'>;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly clock: Clock;
}

/** Writes a person's message in finished words and lays it ready for the next page the person sees. */
export const createShowOnsite =
  ({ store, customers, definitions, settings, clock }: ShowDeps) =>
  async ({ contentId, customerId, effectId, until, also }: OnsiteOrder): Promise<Shown> => {
    const found = await definitions.get(ONSITE_CONTENT, contentId);
    if (!found || found.archived)
      throw new DangolError('not_found', `There is no on-site content "${contentId}"; GET /v1/onsite lists them.`);
    const content = onsiteContentSchema.parse(found.body);
    const customer = await customers.get(customerId);
    if (!customer) return { kind: 'refused', reason: 'unknown customer' };
    const now = clock();
    const campaign = { id: contentId, name: content.name };
    const about = { customer, campaign, settings: await settings.current(), language: content.language, now, also };
    const words = finishedWords(content, liquidOf(about));
    if (typeof words === 'string') return { kind: 'refused', reason: words };
    const id = onsiteIdOf(effectId);
    const message: OnsiteMessage = {
      ...{ id, contentId, slot: content.slot, language: content.language, ...words },
      ...(content.place === undefined ? {} : { place: content.place }),
      ...(content.image === undefined ? {} : { image: content.image }),
      ...{ createdAt: toIso(now), until, expiresAt: toEpochSeconds(Date.parse(until) + KEEP) },
    };
    return { kind: 'shown', id, first: await store.create(customer.customerId, message) };
  };
