import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { isHeld } from '../campaigns/arm.ts';
import { type CampaignGoal, watchedEvent } from '../campaigns/goal.ts';
import type { SendState } from '../campaigns/send-state.ts';
import type { Snapshot } from '../campaigns/snapshot.ts';
import type { Ask } from '../consent/confirmation.ts';
import { homeLaw } from '../law/laws.ts';
import { type Clock, DAY, HOUR, MINUTE, SECOND, toEpochSeconds, toIso } from '../platform/clock.ts';
import { metrics } from '../platform/log.ts';
import { NO_PRODUCTS, type ProductContext, type ReadProductBlocks } from '../products/product-blocks.ts';
import type { Settings } from '../settings/settings.ts';
import { writingTerms } from '../templates/carrier.ts';
import { productBlocksOf } from '../templates/check-template.ts';
import { contextOf } from '../templates/context.ts';
import { renderMessage } from '../templates/render.ts';
import { askedOf } from '../templates/survey.ts';
import type { Channel } from '../templates/template.ts';
import { webUrl } from '../tracking/token.ts';
import { withUtm } from '../tracking/utm.ts';
import { aboutPerson } from './about-person.ts';
import { firstHandOver } from './chain.ts';
import type { ChannelAdapter, HandOver } from './channel.ts';
import type { ContactStore } from './contact-store.ts';
import { judge, type Receiver } from './gates.ts';
import { keepFor } from './keep-for.ts';
import { type DeferReason, isTerminal, type Message, type Picked, type SkipReason } from './message.ts';
import { type createMessageLinks, linkedWords } from './message-links.ts';
import type { MessageStore, Settlement } from './message-store.ts';
import type { ReceiverReader } from './read-receiver.ts';
import type { UnregisterDevices } from './unregister-devices.ts';

/** Longer than the provider client's own timeout: an answer that can still come finds its claim. */
export const CLAIM = MINUTE;
/** What the gates read holds for so long; with the provider's timeout it stays within the margin before 21:00. */
const FRESH = MINUTE;
/** All ads of a channel may stand still for days: how soon a person's turn is looked at again. */
const PAUSE_LOOK = 5 * MINUTE;
/** Ledger rows are kept so long; final figures are sealed before. */
const KEEP = 400 * DAY;

/** First wait and number of tries for refusals that a later try can cure. */
const RETRIES = {
  throttled: { first: 5 * SECOND, longest: 15 * MINUTE, tries: 12 },
  unreachable: { first: 15 * SECOND, longest: 15 * MINUTE, tries: 50 },
  quota: { first: HOUR, longest: HOUR, tries: 50 },
  paused: { first: 15 * MINUTE, longest: 15 * MINUTE, tries: 200 },
} as const;

export interface HandOverDependencies {
  readonly messages: Pick<MessageStore, 'put' | 'settle' | 'giveUp' | 'guardAddress'>;
  readonly contacts: ContactStore;
  readonly adapter: ChannelAdapter;
  readonly read: ReceiverReader;
  /** All ads of the channel stand still (campaigns/ads-pause.ts); at most a second old. */
  readonly adsPaused: () => Promise<boolean>;
  readonly mergedSince: (customerId: string, messageKey: string) => Promise<boolean>;
  readonly hashAddress: (address: string) => string;
  /** Writes down which devices the provider knows no more. */
  readonly unregister: UnregisterDevices;
  readonly linksOf: ReturnType<typeof createMessageLinks>;
  /** What templates show of the catalogue. */
  readonly products: ReadProductBlocks;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** One person of a chunk. */
export interface Person {
  readonly customerId: string;
  readonly key: string;
  readonly ref: string;
  readonly arm: Message['arm'];
  readonly row: Message | undefined;
  /** Which of the message's ways is tried; only where there are several. */
  readonly link?: number | undefined;
  /** In which order they are tried, where that differs from person to person. */
  readonly pick?: Picked | undefined;
}

export interface Approved {
  readonly state: SendState;
  readonly snapshot: Snapshot;
  readonly settings: Settings;
  /** What the person's arm brings. */
  readonly offer?: string | undefined;
  /** A single message only: what its caller sent along. */
  readonly data?: object | undefined;
  /** A journey's message only: `event` and `coupon`. */
  readonly told?: Readonly<Record<string, unknown>> | undefined;
  /** A single message that asks for a confirmation (double opt-in): of what was asked for up to then. */
  readonly asksFor?: Pick<Ask, 'channel' | 'issuedAt'> | undefined;
}

/** `done`: the row is terminal. `later`: it is not, look again at `at`. `used`: a hand-over permission was spent. */
export type Progress = { readonly kind: 'done'; readonly unknown: boolean; readonly used: boolean } | Wait;
/** `away`: a wait of the person's own, perhaps of days, that no first stage waits for. */
export interface Wait {
  readonly kind: 'later';
  readonly at: string;
  readonly used: boolean;
  readonly away: boolean;
  /** Whose workers have to look; the person's own if absent. */
  readonly channel?: Channel;
}

const done = (used = false, unknown = false): Progress => ({ kind: 'done', unknown, used });
const later = (at: string, used = false, away = false): Wait => ({ kind: 'later', at, used, away });

const AWAY: ReadonlySet<string | undefined> = new Set<DeferReason>(['tooOften']);

/** What the row already decides: nothing, the end, or that it is not the time yet. */
export const standing = (row: Message | undefined, now: string): Progress | 'expired' | undefined => {
  if (!row) return undefined;
  if (isTerminal(row.status)) return done(false, row.status === 'unknown' && row.reason === 'noAnswer');
  if (row.status === 'claimed') {
    const until = row.claimedUntil ?? now;
    return until > now ? later(until) : 'expired';
  }
  return row.until !== undefined && row.until > now ? later(row.until, false, AWAY.has(row.reason)) : undefined;
};

/** The row names its goal, so that attribution asks no campaign. */
const goalFields = (goal: CampaignGoal | undefined): Pick<Message, 'goalDays' | 'goalEvent'> => {
  const event = watchedEvent(goal);
  return { ...(goal ? { goalDays: goal.windowDays } : {}), ...(event === undefined ? {} : { goalEvent: event }) };
};

/** What a journey has written on the row of its message stays on it. */
const journeyFields = (row: Message | undefined): Pick<Message, 'journeyDay' | 'heldShare'> => ({
  ...(row?.journeyDay === undefined ? {} : { journeyDay: row.journeyDay }),
  ...(row?.heldShare === undefined ? {} : { heldShare: row.heldShare }),
});

/** Where the campaign picks by price and every way is too dear, none is lawful to it. */
const judgeOf = ({ pick }: Person, receiver: Receiver, settings: Settings): ReturnType<typeof judge> =>
  pick?.order.length === 0 ? { kind: 'skip', reason: 'tooDear' } : judge(receiver, settings);

/**
 * One person's message: gates → render → address guard → budget → claim → provider → settle. The claim is the last write before the
 * provider; whatever kills the worker after it, the row says that the outcome is unknown, and nobody sends again (rule 8).
 */
export const createHandOver = (deps: HandOverDependencies) => {
  const {
    messages,
    contacts,
    adapter,
    read,
    mergedSince,
    adsPaused,
    hashAddress,
    unregister,
    linksOf,
    products,
    clock,
    newId,
  } = deps;

  const rowOf = (person: Person, { snapshot, state }: Approved, plan = person.row?.plan): Omit<Message, 'status'> => ({
    customerId: person.customerId,
    key: person.key,
    campaignId: state.campaignId,
    channel: adapter.channel,
    purpose: snapshot.template.purpose,
    arm: person.arm,
    ref: person.ref,
    at: toIso(clock()),
    attempts: (person.row?.link === person.link && person.row?.attempts) || 0,
    ...(person.link === undefined ? {} : { link: person.link }),
    ...(person.pick === undefined ? {} : { pick: person.pick }),
    ...(state.runId === undefined ? {} : { runId: state.runId }),
    ...(plan === undefined ? {} : { plan }),
    ...goalFields(snapshot.campaign.goal),
    ...journeyFields(person.row),
    expiresAt: toEpochSeconds(clock() + KEEP),
  });

  /** A row that another worker wrote first is that worker's affair: the next look at the chunk sees it. */
  const put = async (row: Message, before: Message | undefined, progress: Progress): Promise<Progress> =>
    (await messages.put(row, before)) ? progress : later(toIso(clock() + CLAIM));

  /** Closes a person who is not written to. */
  const skip = (person: Person, approved: Approved, reason: SkipReason): Promise<Progress> =>
    put({ ...rowOf(person, approved), status: 'skipped', reason }, person.row, done());

  const defer = (
    person: Person,
    approved: Approved,
    reason: DeferReason,
    until: string,
    plan: Receiver['plan'],
  ): Promise<Progress> =>
    put(
      { ...rowOf(person, approved, plan), status: 'deferred', reason, until },
      person.row,
      later(until, false, AWAY.has(reason)),
    );

  /** Another message of ours may be on its way to this person, unknown to the ledger that the gates read. */
  const reserve = async (person: Person, { customer, caps, contacts: had, notMessagedInDays }: Receiver) => {
    const alone = notMessagedInDays !== undefined;
    if (!alone && caps.length === 0) return undefined;
    const customerId = customer?.customerId ?? person.customerId;
    return contacts.reserve({ customerId, key: person.key, caps, contacts: had, alone });
  };

  /** By another way the message has taken its place in the person's budget already. */
  const readFor = async (person: Person, { state, snapshot, settings }: Approved): Promise<Receiver> => {
    const receiver = await read(person.customerId, person.key, state, snapshot, settings, person.row?.plan);
    return person.row && firstHandOver(person.row) ? { ...receiver, caps: [], notMessagedInDays: undefined } : receiver;
  };

  /** `useUntil` (ms): who would have been written to later than that would not have been written to. */
  const control = async (
    person: Person,
    approved: Approved,
    useUntil = Number.POSITIVE_INFINITY,
  ): Promise<Progress> => {
    const receiver = await readFor(person, approved);
    const verdict = judgeOf(person, receiver, approved.settings);
    // A message would have waited for the morning; so does the window in which the control person's orders count.
    const handedOverAt = verdict?.kind === 'defer' ? verdict.until : toIso(receiver.now);
    const late = Date.parse(handedOverAt) > useUntil ? 'tooLate' : undefined;
    const reason = verdict?.kind === 'skip' ? verdict.reason : late;
    const row: Message = {
      ...rowOf(person, approved, receiver.plan),
      ...aboutPerson(receiver, approved.settings),
      status: 'control',
      eligible: reason === undefined,
      handedOverAt,
      ...(reason === undefined ? {} : { reason }),
    };
    return put(row, person.row, done());
  };

  const render = (
    person: Person,
    receiver: Receiver,
    approved: Approved,
    { salt, wares }: { readonly salt: number; readonly wares: ProductContext },
  ) => {
    const { snapshot, state, settings, data, asksFor } = approved;
    if (!receiver.customer) return { kind: 'failed', reason: 'unknown customer' } as const;
    const { links: plain, keep } = linksOf(adapter.channel, person, asksFor, salt);
    const { brand, campaign, template } = snapshot;
    const { hosts, ...tags } = settings.utm;
    const about = { channel: adapter.channel, campaign: state.campaignId };
    const utm = { hosts, tags: { ...tags, ...campaign.utm }, about };
    const links = receiver.untracked
      ? { ...plain, open: undefined, click: webUrl }
      : { ...plain, click: (target: string) => plain.click(withUtm(target, utm)) };
    const context = {
      ...contextOf({
        customer: receiver.customer,
        brand,
        campaign: { id: state.campaignId, name: campaign.name, offer: approved.offer },
        links,
        data,
        ignoredAds: receiver.ignored,
        products: wares,
        currency: settings.currency,
        now: toIso(receiver.now),
      }),
      ...approved.told,
    };
    const law = homeLaw(receiver.country ?? null);
    const { language } = receiver.customer.fold;
    // Whoever reads an address of mail as a number pays a twentieth of the message for nothing.
    const terms = writingTerms(settings, adapter.channel === 'sms' ? receiver.address : undefined);
    return {
      ...renderMessage(template, { ...terms, context, links, brand, law, language }),
      links,
      keep,
    };
  };

  const settlementOf = (answer: HandOver, attempts: number): Settlement => {
    if (answer.kind === 'accepted') {
      const { providerId, delivered = false } = answer;
      return { status: 'sent', providerId, ...(delivered ? { deliveredAt: toIso(clock()) } : {}) };
    }
    if (answer.kind === 'unknown') return { status: 'unknown' };
    if (answer.retry === undefined) return { status: 'failed', reason: answer.code };
    const policy = RETRIES[answer.retry];
    // Nobody else sees it: the people wait, and go on by themselves once the account is mended.
    if (answer.retry === 'paused') metrics.addMetric('Provider.held', MetricUnit.Count, 1);
    if (attempts >= policy.tries) return { status: 'failed', reason: answer.code };
    const own = Math.min(policy.longest, policy.first * 2 ** Math.min(attempts - 1, 20));
    const delay = Math.max(own, answer.after ?? 0);
    // Spread over half the delay, so that what was refused together does not come back together.
    const until = toIso(clock() + delay * (1 + Math.random() / 2));
    return { status: 'deferred', reason: answer.retry, until };
  };

  const progressOf = (settlement: Settlement): Progress => {
    if (settlement.status === 'deferred') return later(settlement.until, true);
    return done(true, settlement.status === 'unknown');
  };

  /** `salt`: how often the names of this message's links were found taken. */
  const send = async (
    person: Person,
    approved: Approved,
    mayClaim: () => Promise<boolean>,
    salt = 0,
  ): Promise<Progress> => {
    const { snapshot, settings } = approved;
    const isHeld = async () => snapshot.template.purpose === 'ad' && (await adsPaused());
    if (await isHeld()) return later(toIso(clock() + PAUSE_LOOK));
    const receiver = await readFor(person, approved);
    const { plan } = receiver;
    const verdict = judgeOf(person, receiver, settings);
    if (verdict?.kind === 'skip') return skip(person, approved, verdict.reason);
    if (verdict?.kind === 'defer') return defer(person, approved, verdict.reason, verdict.until, plan);
    const to = receiver.address === undefined ? undefined : adapter.sendable(receiver.address);
    if (receiver.address === undefined || to === undefined) return skip(person, approved, 'noAddress');

    const wares = receiver.customer
      ? await products(receiver.customer, productBlocksOf(snapshot.template), approved.told?.event ?? approved.data)
      : NO_PRODUCTS;
    const rendered = render(person, receiver, approved, { salt, wares });
    if (rendered.kind === 'failed') return skip(person, approved, 'renderFailed');
    if (rendered.kind === 'unlawful') return skip(person, approved, 'labelMissing');
    const { message, links, keep } = rendered;
    const call = await adapter
      .prepare({
        to,
        devices: receiver.devices,
        keepFor: keepFor(receiver, settings),
        ref: person.ref,
        campaignId: approved.state.campaignId,
        purpose: snapshot.template.purpose,
        message,
        brand: snapshot.brand,
        settings,
        unsubscribeUrl: links.unsubscribe,
      })
      .catch(() => undefined);
    if (!call) return skip(person, approved, 'renderFailed');

    const base = rowOf(person, approved, plan);
    const address = hashAddress(receiver.address);
    if (!(await messages.guardAddress(address, person.key, person.customerId, base.expiresAt)))
      return skip(person, approved, 'sameAddress');
    const reservation = await reserve(person, receiver);
    if (reservation?.kind === 'full') return defer(person, approved, 'tooOften', toIso(reservation.until), plan);
    if (!(await keep(linkedWords(message)))) return send(person, approved, mayClaim, salt + 1);
    // The wait for a permission may have been long, and 21:00 or a refusal may have come meanwhile.
    if (!(await mayClaim()) || clock() - receiver.now > FRESH || (await isHeld())) return later(toIso(clock()));
    const claimId = newId();
    const price = adapter.price(message, settings);
    const now = clock();
    const claim: Message = {
      ...base,
      ...aboutPerson(receiver, settings),
      status: 'claimed',
      at: toIso(now),
      attempts: base.attempts + 1,
      claimId,
      claimedUntil: toIso(now + CLAIM),
      handedOverAt: toIso(now),
      address,
      costMilli: price.milli,
      costCurrency: settings.currency,
      ...(price.parts === undefined ? {} : { parts: price.parts }),
      ...(snapshot.template.languages === undefined ? {} : { language: rendered.language }),
      ...(snapshot.template.survey === undefined
        ? {}
        : { survey: askedOf(snapshot.template.survey, rendered.language, snapshot.template.language) }),
    };
    if (!(await messages.put(claim, person.row))) return later(toIso(now + CLAIM));
    // Nothing has left yet: whatever cannot be read here may be tried again.
    const merged = await mergedSince(person.customerId, person.key).catch(() => undefined);
    if (merged) {
      await messages.settle(claim, claimId, { status: 'skipped', reason: 'merged' });
      return done();
    }
    const unread: HandOver = { kind: 'refused', code: 'unreadable', retry: 'unreachable' };
    const answer = merged === undefined ? unread : await call();
    const settlement = settlementOf(answer, claim.attempts);
    await messages.settle(claim, claimId, settlement);
    // A worker that dies before this leaves the device to the next message.
    if (answer.gone?.length)
      await unregister(receiver.customer?.customerId ?? person.customerId, person.ref, answer.gone);
    return progressOf(settlement);
  };

  /** Closes a person of a cancelled campaign. */
  const cancel = (person: Person, approved: Approved): Promise<Progress> => {
    if (!isHeld(person.arm)) return skip(person, approved, 'cancelled');
    const row: Message = { ...rowOf(person, approved), status: 'control', eligible: false, reason: 'cancelled' };
    return put(row, person.row, done());
  };

  /** Closes a person for whom every try failed on our side before the claim: a row that cannot be read stops no campaign. */
  const fail = (person: Person, approved: Approved, reason: string): Promise<Progress> =>
    put({ ...rowOf(person, approved), status: 'failed', reason }, person.row, done());

  /** A claim whose worker is gone becomes unknown. */
  const giveUp = async (row: Message): Promise<Progress> =>
    (await messages.giveUp(row)) ? done(false, true) : later(toIso(clock()));

  return { send, control, skip, cancel, fail, giveUp };
};

export type PersonHandOver = ReturnType<typeof createHandOver>;
