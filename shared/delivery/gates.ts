import type { SendWindow } from '../campaigns/schedule.ts';
import { nextInWindows } from '../campaigns/timing.ts';
import { adConsent, type ChannelConsent, isGranted } from '../consent/consent-state.ts';
import { type Suppression, suppressedBy } from '../consent/suppression.ts';
import { KAKAO_NIGHT, KAKAO_ZONE } from '../law/brand-message.ts';
import { lawOf } from '../law/laws.ts';
import { MARGIN, minutesOf, nextLawful } from '../law/quiet-hours.ts';
import { DAY, MINUTE, toIso } from '../platform/clock.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { Customer } from '../profiles/profile.ts';
import { lawfulZones } from '../profiles/receiver-law.ts';
import type { CustomerKind } from '../settings/customer-kind.ts';
import type { Settings } from '../settings/settings.ts';
import type { Targeting } from '../templates/brand-message.ts';
import type { Channel, Purpose } from '../templates/template.ts';
import { type Cap, type Contacted, nextFree } from './budget.ts';
import type { DeferReason, SkipReason } from './message.ts';
import type { Plan } from './plan.ts';

/** Everything that the gates look at, read just before hand-over. They are pure: what could not be read never gets here. */
export interface Receiver {
  /** Product's clock, ms. */
  readonly now: number;
  readonly channel: Channel;
  readonly purpose: Purpose;
  /** Kind of ads that the message is. */
  readonly topic: string | undefined;
  readonly customer: Customer | undefined;
  /** The id has become another customer's since the audience was drawn. */
  readonly isMerged: boolean;
  /** The person has this very message under another id. */
  readonly hasUnderOtherId: boolean;
  /** Kinds of customers that the campaign is for. */
  readonly kinds: readonly CustomerKind[];
  /** What the profile has for the channel, in normal form. */
  readonly address: string | undefined;
  /** Push only: every device that is the person's own, `address` the first. */
  readonly devices: readonly string[];
  /** Brand Message only: whom Kakao is asked to reach, and whether the person is known as a friend of the channel. */
  readonly targeting?: Targeting | undefined;
  readonly isFriend?: boolean | undefined;
  /** The provider can write to it. */
  readonly isSendable: boolean;
  readonly consent: ChannelConsent | undefined;
  readonly suppression: Suppression | undefined;
  readonly country: string | undefined;
  /** Has the campaign a goal, and up to when does its audience know who reached it. */
  readonly goalSince: string | undefined;
  /** Last time that the person did what is the goal; where an event is, the first one since `goalSince`. */
  readonly goalAt: string | undefined;
  /** The segment's frozen rule on the live profile; nothing if it cannot have changed since the run. */
  readonly stillMatches: boolean | undefined;
  /** Latest other message of ours, and how many days must have passed; only where the campaign asks. */
  readonly lastMessageAt: string | undefined;
  readonly notMessagedInDays: number | undefined;
  /** The person's own wish: no ads until then. */
  readonly pausedUntil: string | undefined;
  /** The person does not want opens and clicks to be followed. */
  readonly untracked?: true | undefined;
  /** Limits of ads that hold for this person (delivery/budget.ts); none for information. */
  readonly caps: readonly Cap[];
  /** Ads that the person has had; empty where no limit asks for them. */
  readonly contacts: readonly Contacted[];
  /** Ads in a row that the person has left without an answer, and whether this is the first message ever; of an ad only. */
  readonly ignored?: number | undefined;
  readonly isFirstContact?: boolean | undefined;
  /** When the campaign was to start, ms: a person's budget is waited for from then on. */
  readonly startedAt: number;
  /** When the campaign means to write to this person; nothing if it has no hours of its own. */
  readonly plan: Plan | undefined;
  readonly windows: readonly SendWindow[] | undefined;
  /** From then on (ms) the message is of no use; nothing if it always is. */
  readonly expiresAt: number | undefined;
}

export type Verdict =
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'defer'; readonly reason: DeferReason; readonly until: string };

type Gate = (receiver: Receiver, settings: Settings) => Verdict | undefined;

const skip = (reason: SkipReason): Verdict => ({ kind: 'skip', reason });

/** Closed: who is not known any more has nothing that could allow a message. */
const known: Gate = ({ customer }) => (customer ? undefined : skip('unknownCustomer'));

/** Closed: one person, one message; the survivor of a merge gets it if it is in the audience itself (P4). */
const ownId: Gate = ({ isMerged, hasUnderOtherId }) => (isMerged || hasUnderOtherId ? skip('merged') : undefined);

/** Closed: of erased people only the hash of the address is left, and it forbids all that was not granted anew. */
const notErased: Gate = ({ suppression, consent, purpose, topic }) =>
  suppressedBy(suppression, consent, purpose, topic)?.reason === 'erased' ? skip('erased') : undefined;

/** Closed: partners, staff and test accounts are no audience of a campaign that does not ask for them. */
const consumer: Gate = ({ customer, kinds }, { customerKinds }) =>
  customer && kinds.includes(kindOf(customer.fold, customerKinds)) ? undefined : skip('notConsumer');

/** Closed: nothing to write to. */
const addressed: Gate = ({ address, isSendable }) => {
  if (address === undefined) return skip('noAddress');
  return isSendable ? undefined : skip('badAddress');
};

/** Closed, for information too: a refused, bounced or complaining address outlives the profile that holds it. */
const notSuppressed: Gate = ({ suppression, consent, purpose, topic }) =>
  suppressedBy(suppression, consent, purpose, topic) ? skip('suppressed') : undefined;

/** Ads closed: they need a consent that stands now under the receiver's law (제50조 ①). Information open, unless it was refused by itself. */
const consented: Gate = ({ consent, purpose, topic, now }) => {
  const state = purpose === 'ad' ? adConsent(consent, topic) : consent?.[purpose];
  if (purpose === 'info') return state?.state === 'withdrawn' ? skip('refused') : undefined;
  // One that ends while the message is on its way has ended.
  if (isGranted(state, now + MARGIN * MINUTE)) return undefined;
  if (state?.state === 'pending') return skip('unconfirmed');
  return skip(state?.state === 'withdrawn' ? 'refused' : 'noConsent');
};

/** Ads closed: without a country it is not known which law they must follow. */
const located: Gate = ({ purpose, country }) =>
  purpose === 'ad' && country === undefined ? skip('noCountry') : undefined;

/** Open where it is not known who is a friend of the Kakao channel: Kakao refuses whom it may not reach. */
const befriended: Gate = ({ targeting, isFriend }) => {
  if (targeting === 'I' && isFriend === false) return skip('notFriend');
  return targeting === 'N' && isFriend === true ? skip('isFriend') : undefined;
};

/** Open if nothing is known: who has done it since the audience was drawn needs no reminder. */
const notConverted: Gate = ({ goalSince, goalAt }) =>
  goalSince !== undefined && goalAt !== undefined && goalAt > goalSince ? skip('alreadyConverted') : undefined;

/** Open if the rule cannot be asked again: the person was a member as of the run. */
const matching: Gate = ({ stillMatches }) => (stillMatches === false ? skip('noLongerMatches') : undefined);

/** Closed only by a message that is known. */
const rested: Gate = ({ lastMessageAt, notMessagedInDays, now }) =>
  notMessagedInDays !== undefined &&
  lastMessageAt !== undefined &&
  Date.parse(lastMessageAt) > now - notMessagedInDays * DAY
    ? skip('recentlyMessaged')
    : undefined;

/** Ads closed while the person rests from them. */
const notPaused: Gate = ({ purpose, pausedUntil, now }) =>
  purpose === 'ad' && pausedUntil !== undefined && now < Date.parse(pausedUntil) ? skip('paused') : undefined;

/** Closed: what comes after the sale is over does more harm than nothing. */
const useful: Gate = ({ expiresAt, now }) =>
  expiresAt !== undefined && now >= expiresAt ? skip('tooLate') : undefined;

/** Closed until the person's own time of the campaign has come. */
const onTime: Gate = ({ plan, now }) =>
  plan === undefined || Date.parse(plan.at) <= now
    ? undefined
    : { kind: 'defer', reason: plan.by === 'localTime' ? 'localTime' : 'usualHour', until: plan.at };

/** A window that never opens in a lawful hour is not waited for without end. */
const WINDOW_PATIENCE = 14 * DAY;

/** Closed outside the campaign's windows, at whatever time the message comes here. */
const inWindow: Gate = ({ plan, windows, now, startedAt }) => {
  if (windows === undefined || plan === undefined) return undefined;
  const next = nextInWindows(now, plan.zone, windows);
  if (next === now) return undefined;
  if (next === undefined || next > Math.max(startedAt, Date.parse(plan.at)) + WINDOW_PATIENCE) return skip('tooLate');
  return { kind: 'defer', reason: 'window', until: toIso(next) };
};

/** Ads closed while the person has had as many as the shop or the person allows; room that comes soon is waited for. */
const withinBudget: Gate = ({ caps, contacts, startedAt, now }, { capWaitDays }) => {
  const free = nextFree(contacts, caps, now);
  if (free <= now) return undefined;
  return free > startedAt + capWaitDays * DAY
    ? skip('tooOften')
    : { kind: 'defer', reason: 'tooOften', until: toIso(free) };
};

/**
 * Ads closed at night where the receiver is, on every medium that the law does not exempt; a shop's own hours can only add to
 * it. No zone, or no lawful hour within two days: closed for good.
 */
const awake: Gate = (receiver, settings) => {
  const { purpose, channel, country, consent, suppression, customer, now } = receiver;
  if (purpose !== 'ad' || country === undefined || customer === undefined) return undefined;
  const law = lawOf(country);
  if (law.night.exempt.includes(channel)) return undefined;
  const agreed = isGranted(consent?.night, now) && !suppressedBy(suppression, consent, 'night');
  if (law.night.opensByConsent && agreed) return undefined;
  const zones = lawfulZones(law, country, customer.fold, settings);
  if (zones.length === 0) return skip('noLawfulHour');
  const own = { from: minutesOf(settings.quietHours.from), to: minutesOf(settings.quietHours.to) };
  const lawful = nextLawful(now, zones, [law.night, own]);
  if (lawful === undefined) return skip('noLawfulHour');
  return lawful === now ? undefined : { kind: 'defer', reason: 'quietHours', until: toIso(lawful) };
};

/** Closed: in its night Kakao takes no Brand Message, whatever the person agreed to. */
const kakaoOpen: Gate = ({ channel, now }) => {
  if (channel !== 'kakao') return undefined;
  const open = nextLawful(now, [KAKAO_ZONE], [KAKAO_NIGHT]);
  if (open === now) return undefined;
  return open === undefined ? skip('noLawfulHour') : { kind: 'defer', reason: 'quietHours', until: toIso(open) };
};

/** What can never be mended first, what only waits last. Label and footer follow in the renderer. */
const GATES: readonly Gate[] = [
  known,
  ownId,
  notErased,
  consumer,
  addressed,
  notSuppressed,
  consented,
  located,
  befriended,
  notConverted,
  matching,
  rested,
  notPaused,
  useful,
  onTime,
  withinBudget,
  awake,
  kakaoOpen,
  inWindow,
];

/** The first objection, or nothing if the message may go now. */
export const judge = (receiver: Receiver, settings: Settings): Verdict | undefined => {
  for (const gate of GATES) {
    const verdict = gate(receiver, settings);
    if (!verdict) continue;
    // Nobody is kept waiting for a message that will be of no use by then.
    const { expiresAt } = receiver;
    const isTooLate = verdict.kind === 'defer' && expiresAt !== undefined && Date.parse(verdict.until) >= expiresAt;
    return isTooLate ? skip('tooLate') : verdict;
  }
  return undefined;
};
