import { isHeld } from '../campaigns/arm.ts';
import { type CampaignGoal, watchedEvent } from '../campaigns/goal.ts';
import { type CampaignCoupons, SAMPLE_COUPON } from '../coupons/campaign-coupon.ts';
import { type Clock, DAY, MINUTE, toEpochSeconds, toIso } from '../platform/clock.ts';
import type { Settings } from '../settings/settings.ts';
import { askedOf } from '../templates/survey.ts';
import { aboutPerson } from './about-person.ts';
import { firstHandOver } from './chain.ts';
import type { HandOver } from './channel.ts';
import type { ContactStore } from './contact-store.ts';
import { judge, type Receiver } from './gates.ts';
import type { DeferReason, Message, SkipReason } from './message.ts';
import { linkedWords } from './message-links.ts';
import type { MessageStore, Settlement } from './message-store.ts';
import type { Approved, Person } from './person.ts';
import { done, isAway, later, type Progress } from './progress.ts';
import type { ReceiverReader } from './read-receiver.ts';
import { settlementOf } from './settlement.ts';
import type { UnregisterDevices } from './unregister-devices.ts';
import { createWriteMessage, type WriteDependencies } from './write-message.ts';

/** Longer than the provider client's own timeout: an answer that can still come finds its claim. */
export const CLAIM = MINUTE;
/** What the gates read holds for so long; with the provider's timeout it stays within the margin before 21:00. */
const FRESH = MINUTE;
/** All ads of a channel may stand still for days: how soon a person's turn is looked at again. */
const PAUSE_LOOK = 5 * MINUTE;
/** Ledger rows are kept so long; final figures are sealed before. */
const KEEP = 400 * DAY;

export interface HandOverDependencies extends WriteDependencies {
  readonly messages: Pick<MessageStore, 'put' | 'settle' | 'giveUp' | 'guardAddress'>;
  readonly contacts: ContactStore;
  readonly read: ReceiverReader;
  /** All ads of the channel stand still (campaigns/ads-pause.ts); at most a second old. */
  readonly adsPaused: () => Promise<boolean>;
  readonly mergedSince: (customerId: string, messageKey: string) => Promise<boolean>;
  readonly hashAddress: (address: string) => string;
  /** Writes down which devices the provider knows no more. */
  readonly unregister: UnregisterDevices;
  /** People's own codes of the pool that a campaign names. */
  readonly coupons: CampaignCoupons;
  readonly clock: Clock;
  readonly newId: () => string;
}

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
  const { messages, contacts, adapter, read, mergedSince, adsPaused, hashAddress, unregister, coupons, clock, newId } =
    deps;
  const write = createWriteMessage(deps);

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

  /** Closes a person who is not written to. A code that was taken before a worker died is free again, unless a way has told it. */
  const skip = async (person: Person, approved: Approved, reason: SkipReason): Promise<Progress> => {
    const progress = await put({ ...rowOf(person, approved), status: 'skipped', reason }, person.row, done());
    const isTold = person.row !== undefined && firstHandOver(person.row) !== undefined;
    if (approved.couponPool !== undefined && progress.kind === 'done' && !isTold)
      await coupons.takeBack(approved.couponPool, person);
    return progress;
  };

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
      later(until, false, isAway(reason)),
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

    const writing = { to, salt };
    const { couponPool } = approved;
    // With a sample first: what cannot be written, or may not be sent, takes nobody's code.
    const sample = couponPool === undefined ? writing : { ...writing, coupon: SAMPLE_COUPON };
    const drafted = await write(person, receiver, approved, sample);
    if (drafted.kind === 'skip') return skip(person, approved, drafted.reason);

    const base = rowOf(person, approved, plan);
    const address = hashAddress(receiver.address);
    if (!(await messages.guardAddress(address, person.key, person.customerId, base.expiresAt)))
      return skip(person, approved, 'sameAddress');
    const reservation = await reserve(person, receiver);
    if (reservation?.kind === 'full') return defer(person, approved, 'tooOften', toIso(reservation.until), plan);
    const coupon = couponPool === undefined ? undefined : await coupons.give(couponPool, person);
    if (couponPool !== undefined && !coupon) return skip(person, approved, 'noCoupon');
    const written = coupon ? await write(person, receiver, approved, { ...writing, coupon }) : drafted;
    if (written.kind === 'skip') return skip(person, approved, written.reason);
    const { message, language, keep, call } = written;
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
      ...(snapshot.template.languages === undefined ? {} : { language }),
      ...(snapshot.template.survey === undefined
        ? {}
        : { survey: askedOf(snapshot.template.survey, language, snapshot.template.language) }),
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
    const settlement = settlementOf(answer, claim.attempts, clock);
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
