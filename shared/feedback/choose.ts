import {
  adConsent,
  type ChannelConsent,
  consentState,
  isGranted,
  ledgerOf,
  objectionOf,
} from '../consent/consent-state.ts';
import { CONSENT_CHANNELS, type ConsentChannel } from '../consent/evidence.ts';
import { PREFERRED_CHANNEL, type Wishes, wishesOf } from '../consent/preference.ts';
import { recordConsent } from '../consent/record-consent.ts';
import { recordChannelWish, recordPreference } from '../consent/record-preference.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import type { Settings } from '../settings/settings.ts';
import type { RefuseDeps } from './refuse.ts';

/** Whose page it is, as the signed link says. */
export interface Reader {
  readonly customerId: string;
  readonly channel: ConsentChannel;
  readonly ip: string;
}

/** Where a person stands, as the preference page shows and changes it. */
export interface Standing {
  readonly customer: Customer | undefined;
  /** Some ad may come on this channel. */
  readonly receives: boolean;
  readonly topics: readonly {
    readonly id: string;
    readonly name: Settings['topics'][number]['name'];
    readonly on: boolean;
  }[];
  readonly wishes: Wishes;
  /** By which some ad may come, and which of them the person would rather have. */
  readonly channels: readonly ConsentChannel[];
  readonly preferred: ConsentChannel | undefined;
  readonly objectedAt: string | undefined;
  readonly consent: ChannelConsent | undefined;
}

type Rules = Pick<Settings, 'topics' | 'doubleOptIn'>;

/** Version of the page's wording, kept with what was said there. */
const SOURCE = 'preference page';
const WORDING = 'preference page, version 1';

export const standingOf = async (
  deps: RefuseDeps,
  reader: Reader,
  { topics, doubleOptIn }: Rules,
): Promise<Standing> => {
  const customer = await deps.customers.get(reader.customerId);
  const { evidence, preferences } = await deps.consents.saidBy(customer ? idsOf(customer) : reader.customerId);
  const now = deps.clock();
  const policy = { doubleOptIn, lastTransactionAt: customer?.fold.lastOrderAt };
  const all = consentState(evidence, now, policy);
  const consent = all[reader.channel];
  const wish = customer?.fold.traits[PREFERRED_CHANNEL];
  const on = (topic: string | undefined): boolean => isGranted(adConsent(consent, topic), now);
  const shown = topics.map(({ id, name }) => ({ id, name, on: on(id) }));
  return {
    customer,
    receives: on(undefined) || shown.some((topic) => topic.on),
    topics: shown,
    wishes: wishesOf(preferences),
    channels: CONSENT_CHANNELS.filter((channel) => isGranted(all[channel]?.ad, now)),
    preferred: CONSENT_CHANNELS.find((channel) => channel === wish),
    objectedAt: objectionOf(ledgerOf(evidence)),
    consent,
  };
};

const say = async (
  deps: RefuseDeps,
  { customerId, channel, ip }: Reader,
  standing: Standing,
  state: 'granted' | 'withdrawn',
  topic: string | undefined,
): Promise<void> => {
  const contacts = standing.customer?.fold.contacts ?? {};
  const words = { source: SOURCE, wording: WORDING, ip, confirmed: true, told: 'page' } as const;
  await recordConsent(deps, contacts, { customerId, channel, purpose: 'ad', topic, state, ...words });
};

/**
 * Only ads about these topics. Never widens what was agreed for somebody who receives no ads at all: a link in an old
 * message must not undo a refusal. Narrowing takes ads in general back first and allows the rest a moment later, because
 * a refusal wins ties; if it stops half-way the person gets less.
 */
export const chooseTopics = async (
  deps: RefuseDeps,
  reader: Reader,
  standing: Standing,
  chosen: readonly string[],
): Promise<void> => {
  if (!standing.receives) return;
  const wanted = standing.topics.filter(({ id }) => chosen.includes(id));
  const isAll = wanted.length === standing.topics.length;
  const general = isGranted(standing.consent?.ad, deps.clock());
  const soon = { ...deps, clock: () => deps.clock() + 1 };
  if (!isAll && general) {
    await say(deps, reader, standing, 'withdrawn', undefined);
    for (const { id } of wanted) await say(soon, reader, standing, 'granted', id);
    return;
  }
  for (const { id, on } of standing.topics) {
    const want = chosen.includes(id);
    if (want !== on) await say(deps, reader, standing, want ? 'granted' : 'withdrawn', id);
  }
};

/** How often at most, and until when not at all. */
export const chooseAmount = async (
  deps: RefuseDeps,
  { customerId, ip }: Reader,
  wish: { readonly most?: Wishes['most'] | null; readonly pausedUntil?: string | null },
): Promise<void> => {
  const { most, pausedUntil } = wish;
  await recordPreference(deps, {
    ...{ customerId, ip, source: SOURCE },
    ...(most === undefined ? {} : { most }),
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
  });
};

/** By which channel rather; said again it changes nothing. */
export const chooseChannel = async (
  deps: RefuseDeps,
  { customerId }: Reader,
  { preferred }: Standing,
  channel: ConsentChannel | null,
): Promise<void> => {
  if ((preferred ?? null) !== channel) await recordChannelWish(deps, customerId, channel);
};

/** Whether opens and clicks of the person are followed at all. */
export const chooseTracking = async (deps: RefuseDeps, { customerId, ip }: Reader, untracked: boolean): Promise<void> =>
  recordPreference(deps, { customerId, ip, source: SOURCE, untracked });

/** Objection to profiling (GDPR article 21 ②). A link takes none back: whoever holds an old message could. */
export const objectToProfiling = async (deps: RefuseDeps, { customerId, ip }: Reader): Promise<void> => {
  const words = { source: SOURCE, wording: WORDING, ip };
  await recordConsent(deps, {}, { customerId, channel: 'person', purpose: 'profiling', state: 'withdrawn', ...words });
};
