import type { Snapshot } from '../../../shared/campaigns/snapshot.ts';
import { snapshotSchema } from '../../../shared/campaigns/snapshot.ts';
import { pendingOf } from '../../../shared/consent/confirmation.ts';
import { consentState } from '../../../shared/consent/consent-state.ts';
import { recordConsent } from '../../../shared/consent/record-consent.ts';
import type { ChannelAdapter } from '../../../shared/delivery/channel.ts';
import { createHandOver } from '../../../shared/delivery/hand-over.ts';
import { isTerminal } from '../../../shared/delivery/message.ts';
import { createMessageLinks } from '../../../shared/delivery/message-links.ts';
import { createMergedSince } from '../../../shared/delivery/other-ids.ts';
import type { Approved, Person } from '../../../shared/delivery/person.ts';
import { createReceiverReader } from '../../../shared/delivery/read-receiver.ts';
import { CONSENT_CHANGED } from '../../../shared/events/consent-call.ts';
import { eventFromItem, eventItem, type NewEvent, type StoredEvent } from '../../../shared/events/event.ts';
import { recordInbound } from '../../../shared/feedback/record-inbound.ts';
import type { RecordDeps } from '../../../shared/feedback/record-receipt.ts';
import { refuse } from '../../../shared/feedback/refuse.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { nextLocalTime } from '../../../shared/platform/time.ts';
import { NO_PRODUCTS } from '../../../shared/products/product-blocks.ts';
import { contributionOf } from '../../../shared/profiles/contribution.ts';
import { liveTokens } from '../../../shared/profiles/devices.ts';
import { mergeAll, stateOf } from '../../../shared/profiles/fold.ts';
import type { Customer } from '../../../shared/profiles/profile.ts';
import { projectConsent } from '../../../shared/profiles/project-consent.ts';
import { viewOf } from '../../../shared/profiles/view.ts';
import { type Settings, settingsSchema } from '../../../shared/settings/settings.ts';
import { messageKey } from '../../../shared/tables/keys.ts';
import { makeRef } from '../../../shared/tracking/ref.ts';
import { type Gap, type History, IDS, isPlainRefusal, type Step } from './histories.ts';
import { memoryConsents, memoryFeedback, memoryMessages, memorySuppressions } from './memory.ts';
import { type Fact, mayBeAsked, type Sending, type Shop, unlawful } from './naive-law.ts';

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

const TEMPLATES = {
  email: {
    channel: 'email',
    subject: '다시 만나요',
    html: '<p>안녕하세요 <a href="https://shop.example.com/a">보기</a></p>',
  },
  sms: { channel: 'sms', text: '다시 만나요 https://shop.example.com/a' },
} as const;
/** Why a message did not go that the law has nothing to do with. */
const OWN_REASONS = new Set(['unknownCustomer', 'merged', 'noAddress', 'badAddress', 'sameAddress', 'erased']);

export interface Outcome {
  /** Ads that reached the provider. */
  readonly ads: number;
  /** Not handed over although the model has nothing against it. */
  readonly withheld: number;
  /** What the model has against a hand-over. */
  readonly faults: readonly string[];
}

/** Plays a history on the real rules of consent, the real gates and the real hand-over, with tables in memory. */
export const play = async (history: History): Promise<Outcome> => {
  let now = Date.parse(history.start);
  const clock = (): number => now;
  const since = history.doubleOptIn === undefined ? null : toIso(now + history.doubleOptIn * 3_600_000);
  const settings: Settings = settingsSchema.parse({
    defaultCountry: history.defaultCountry,
    // The shop's own hours would hide a fault of the law's.
    quietHours: { from: '00:00', to: '00:00' },
    doubleOptIn: { email: since, sms: since },
  });
  const shop: Shop = {
    defaultCountry: history.defaultCountry,
    doubleOptIn: {
      email: since === null ? undefined : Date.parse(since),
      sms: since === null ? undefined : Date.parse(since),
    },
    brand: settings.brand,
  };

  const facts: Fact[] = [];
  const events: StoredEvent[] = [];
  const joined = new Set<string>();
  const consents = memoryConsents();
  const suppressions = memorySuppressions();
  const messages = memoryMessages(clock);
  const sent: Sending[] = [];
  const faults: string[] = [];
  let withheld = 0;
  let count = 0;
  const newId = (): string => `m${String(++count).padStart(5, '0')}`;

  const store = (event: Omit<NewEvent, 'messageId' | 'receivedAt'>): StoredEvent => {
    const stored = eventFromItem(eventItem({ ...event, messageId: newId(), receivedAt: toIso(now) }));
    events.push(stored);
    return stored;
  };
  const mateOf = (id: string): string => IDS.find((each) => each !== id && each.slice(2, 5) === id.slice(2, 5)) ?? id;
  const ownerOf = (id: string): string => (joined.has(id) && id.startsWith('a:') ? mateOf(id) : id);

  const folded = new Map<string, Customer | undefined>();
  const customers = {
    get: async (id: string): Promise<Customer | undefined> => {
      const owner = ownerOf(id);
      const known = `${owner} ${events.length} ${facts.length}`;
      if (!folded.has(known)) folded.set(known, foldOf(owner));
      return folded.get(known);
    },
  };
  const foldOf = (owner: string): Customer | undefined => {
    const ids = joined.has(owner) ? [owner, mateOf(owner)] : [owner];
    const own = events.filter(({ person }) => ids.includes(person));
    const bought = facts.flatMap((fact) => (fact.kind === 'bought' && ids.includes(fact.id) ? [fact.at] : []));
    if (own.length === 0 && bought.length === 0) return undefined;
    const orders = { orders: bought.length, revenue: {}, days: {}, zone: 'Asia/Seoul' };
    const last = bought.length === 0 ? {} : { lastOrderAt: toIso(Math.max(...bought)) };
    const fold = viewOf(mergeAll(own.map((event) => stateOf(event))), { ...orders, ...last }, settings.defaultCountry);
    return { customerId: owner, version: 1, fold, ...(ids.length > 1 ? { linkedIds: ids.slice(1) } : {}) };
  };
  const contactsOf = async (id: string) => (await customers.get(id))?.fold.contacts ?? {};
  const addressOf = async (id: string, channel: 'email' | 'sms') => {
    const contacts = await contactsOf(id);
    return channel === 'email' ? contacts.email : contacts.phone;
  };

  const deps: RecordDeps = {
    ...{ clock, customers, consents, suppressions, feedback: memoryFeedback(messages) },
    settings: async () => settings,
    events: { append: async () => 'stored' },
    timers: { put: async () => undefined },
    chunks: { findRecipient: async () => undefined, hasten: async () => undefined },
    brands: { find: async () => undefined },
  };

  const adapterOf = (person: Person, { channel, purpose, topic, fate }: Of<'send'>): ChannelAdapter => ({
    channel,
    sendable: (address) => address,
    price: () => ({ milli: 1 }),
    prepare:
      async ({ to, message }) =>
      async () => {
        if (fate === 'throttle' && (person.row?.attempts ?? 0) === 0)
          return { kind: 'refused', code: 'Throttling', retry: 'throttled' };
        const { text } = message;
        const parts = message.channel === 'email' ? message : { subject: '', html: '' };
        const sending = { at: now, id: person.customerId, channel, purpose, topic, to, text, ...parts };
        sent.push(sending);
        for (const fault of unlawful(facts, shop, sending))
          faults.push(`${toIso(now)} ${purpose} to ${to} (${person.customerId}): ${fault}`);
        return fate === 'lost' ? { kind: 'unknown', code: 'Timeout' } : { kind: 'accepted', providerId: newId() };
      },
  });

  interface Waiting {
    readonly at: number;
    readonly tries: number;
    readonly go: Of<'send'>;
    readonly person: Person;
    readonly approved: Approved;
  }
  const waiting: Waiting[] = [];

  const handOver = async ({ go, person: before, approved, tries }: Waiting): Promise<void> => {
    const row = await messages.find(before.customerId, before.key);
    if (row && isTerminal(row.status)) return;
    const person = { ...before, row };
    const adapter = adapterOf(person, go);
    const merged = createMergedSince({ customers, messages });
    const hands = createHandOver({
      ...{ messages, adapter, clock, newId },
      contacts: { reserve: async () => ({ kind: 'reserved' }) },
      read: createReceiverReader({
        ...{ customers, consents, suppressions, messages, adapter, clock },
        events: { async *read() {} },
        history: () => async () => ({ events: [], messages: [] }),
        scoresOf: async () => undefined,
        ownDevices: async (customer) => liveTokens(customer.fold.devices),
      }),
      adsPaused: async () => false,
      mergedSince: async (customerId, key) => {
        now += go.wire;
        return merged(customerId, key);
      },
      hashAddress: (address) => suppressions.hashOf(go.channel, address),
      products: async () => NO_PRODUCTS,
      coupons: { give: async () => undefined, takeBack: async () => {} },
      unregister: async () => {},
      linksOf: createMessageLinks({
        ...{ linkKey: Buffer.alloc(32, 7), shortLinkKey: Buffer.alloc(32, 8) },
        ...{ publicUrl: 'https://crm.example.com', shortUrl: 'https://dgl.kr', store: { put: async () => true } },
      }),
    });
    const asked = now;
    const progress = await hands.send(person, approved, async () => {
      // Only the first time: a queue that is always slow would never send.
      if (tries === 0) now += go.queue;
      return true;
    });
    if (progress.kind === 'later' && tries < 5)
      waiting.push({ go, person, approved, tries: tries + 1, at: Math.max(now, Date.parse(progress.at)) });
    const after = await messages.find(before.customerId, before.key);
    if (after?.status !== 'skipped' || OWN_REASONS.has(after.reason ?? '')) return;
    const to = await addressOf(before.customerId, go.channel);
    const { id, channel, purpose, topic } = go;
    if (to !== undefined && mayBeAsked(facts, shop, { at: asked, id, channel, purpose, topic, to })) withheld += 1;
  };

  const passTime = async (gap: Gap): Promise<void> => {
    let until = now + (gap.kind === 'while' ? gap.ms : 0);
    if (gap.kind === 'until') {
      const [hour = 0, minute = 0] = gap.time.slice(0, 5).split(':').map(Number);
      until = nextLocalTime(now, gap.zone, hour * 60 + minute) + Math.round(Number(gap.time.slice(6)) * 1_000);
    }
    for (;;) {
      waiting.sort((left, right) => left.at - right.at);
      const [first] = waiting;
      if (!first || first.at > until) break;
      waiting.shift();
      now = Math.max(now, first.at);
      await handOver(first);
    }
    now = Math.max(now, until);
  };

  const say = async ({ id, channel, via, purpose, topic: about, state, basis, ago }: Of<'say'>): Promise<void> => {
    const topic = purpose === 'ad' ? about : undefined;
    const said = ago === undefined ? undefined : toIso(now - ago);
    const keyed = via === 'key' || via === 'verified';
    const claimed = said === undefined ? (keyed ? now : undefined) : Date.parse(said);
    facts.push({
      kind: 'said',
      at: now,
      id,
      channel,
      purpose,
      topic,
      state,
      basis,
      claimed,
      proven: via === 'verified',
    });
    if (keyed) {
      const change = { customerId: id, channel, purpose, topic, state, basis, at: said, source: 'test' };
      await recordConsent(deps, await contactsOf(id), { ...change, confirmed: via === 'verified' });
      return;
    }
    const trait = `consent.${channel}.${purpose === 'night' ? 'ad.night' : purpose}${topic === undefined ? '' : `.${topic}`}`;
    const event =
      via === 'browser'
        ? store({
            ...{ person: id, type: 'track', name: CONSENT_CHANGED, at: said ?? toIso(now) },
            ...(said === undefined ? {} : { time: said }),
            body: { properties: { channel, purpose, topic, state, basis } },
          })
        : store({
            ...{ person: id, type: 'identify', at: toIso(now) },
            body: {
              traits: {
                [trait]: state === 'granted' ? 'Y' : 'N',
                'consent.basis': basis,
                ...(said === undefined ? {} : { 'consent.at': said }),
              },
            },
          });
    const ids = joined.has(id) ? [ownerOf(id), mateOf(ownerOf(id))] : [id];
    await projectConsent(deps, ids, [contributionOf(event, 'KRW')], [], await contactsOf(id), settings);
  };

  const refused = (channel: 'email' | 'sms', address: string, what: 'ad' | 'info' | 'all', forGood = false): void => {
    facts.push({ kind: 'refused', at: now, channel, address, what, forGood });
  };
  const withdrew = (id: string, channel: 'email' | 'sms', purpose: 'ad' | 'info'): void => {
    const words = { topic: undefined, state: 'withdrawn', basis: 'explicit', claimed: now, proven: true } as const;
    facts.push({ kind: 'said', at: now, id, channel, purpose, ...words });
  };

  const happen = async (step: Step): Promise<void> => {
    switch (step.kind) {
      case 'say':
        return say(step);
      case 'move': {
        const { kind, id, locale, ...traits } = step;
        facts.push({ ...step, kind: 'lives', at: now });
        store({
          ...{ person: id, type: 'identify', time: toIso(now), at: toIso(now) },
          body: { traits, ...(locale === undefined ? {} : { context: { locale } }) },
        });
        return;
      }
      case 'confirm': {
        const { id, channel } = step;
        const customer = await customers.get(id);
        const ids = customer ? [customer.customerId, ...(customer.linkedIds ?? [])] : [id];
        const { doubleOptIn } = settings;
        const consent = consentState(await consents.evidenceOf(ids), now, { doubleOptIn })[channel];
        for (const { purpose, topic } of pendingOf(consent, toIso(now)))
          await recordConsent(deps, await contactsOf(id), {
            ...{ customerId: id, channel, purpose, topic, state: 'granted', confirmed: true, source: 'link' },
          });
        facts.push({ kind: 'confirmed', at: now, id, channel });
        return;
      }
      case 'text': {
        const { phone, text } = step;
        if (isPlainRefusal(text)) {
          refused('sms', phone, 'all');
          for (const { id, channel, to } of sent) if (channel === 'sms' && to === phone) withdrew(id, 'sms', 'ad');
        }
        await recordInbound(deps, { kind: 'inbound', id: newId(), from: phone, to: '+8221234567', text }, toIso(now));
        return;
      }
      case 'complain': {
        const to = await addressOf(step.id, 'email');
        if (to === undefined) return;
        refused('email', to, 'all', true);
        withdrew(step.id, 'email', 'ad');
        const address = suppressions.hashOf('email', to);
        const who = { customerId: step.id, channel: 'email', address, at: toIso(now) } as const;
        return refuse(deps, { ...who, reason: 'complaint', evidenceId: newId(), source: 'complaint' });
      }
      case 'bounce':
      case 'erase': {
        const to = await addressOf(step.id, step.channel);
        if (to === undefined) return;
        const reason = step.kind === 'bounce' ? ('bounce' as const) : ('erased' as const);
        refused(step.channel, to, 'all', step.kind === 'bounce');
        return suppressions.suppress(step.channel, to, 'all', { reason, at: toIso(now) });
      }
      case 'unsubscribe': {
        const mails = sent.filter(({ channel }) => channel === 'email');
        const mail = mails[step.nth % Math.max(1, mails.length)];
        if (!mail) return;
        for (const what of mail.purpose === 'info' ? (['ad', 'info'] as const) : (['ad'] as const)) {
          refused('email', mail.to, what);
          withdrew(mail.id, 'email', what);
        }
        const address = suppressions.hashOf('email', mail.to);
        const who = { customerId: mail.id, channel: 'email', address, at: toIso(now), purpose: mail.purpose } as const;
        return refuse(deps, { ...who, reason: 'unsubscribe', evidenceId: newId(), source: 'one-click' });
      }
      case 'buy':
        facts.push({ kind: 'bought', at: now, id: step.id });
        return;
      case 'join': {
        const ids = IDS.slice(step.person, step.person + 2);
        for (const id of ids) joined.add(id);
        facts.push({ kind: 'joined', at: now, ids });
        return;
      }
      case 'send': {
        const campaignId = newId();
        const template = { name: 'T', purpose: step.purpose, language: 'ko', ...TEMPLATES[step.channel] };
        const snapshot: Snapshot = snapshotSchema.parse({
          campaign: {
            ...{ name: 'C', channel: step.channel, templateId: 't', control: 0 },
            audience: { list: [step.id] },
            ...(step.topic === undefined ? {} : { topic: step.topic }),
          },
          ...{ campaignVersion: 1, template, templateVersion: 1, brand: settings.brand, rules: {}, versions: {} },
        });
        const at = toIso(now);
        const state = {
          campaignId,
          status: 'sending',
          channel: step.channel,
          startAt: at,
          launchedAt: at,
          updatedAt: at,
        } as const;
        const ref = makeRef({ campaignId, bucket: '00', chunk: 0, index: 0 });
        const person = {
          customerId: step.id,
          key: messageKey(campaignId),
          ref,
          arm: 'a',
          row: undefined,
        } as const;
        return handOver({ at: now, tries: 0, go: step, person, approved: { state, snapshot, settings } });
      }
      default:
        return step satisfies never;
    }
  };

  const [kim, lee] = history.homes;
  await happen({ ...kim, id: IDS[0], email: kim.email ?? 'kim@naver.co.kr', phone: kim.phone ?? '+821012345678' });
  await happen({ ...lee, id: IDS[2], email: lee.email ?? 'lee@example.org', phone: lee.phone ?? '+821098765432' });
  for (const each of history.agreed) await happen(each);
  for (const { gap, step } of history.steps) {
    await passTime(gap);
    await happen(step);
  }
  await passTime({ kind: 'while', ms: 3 * 86_400_000 });
  const ads = sent.filter(({ purpose }) => purpose === 'ad').length;
  return { ads, withheld, faults };
};
