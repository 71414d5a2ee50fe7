import type { HistoryOf } from '../campaigns/audience.ts';
import { type CampaignGoal, watchedEvent } from '../campaigns/goal.ts';
import type { SendState } from '../campaigns/send-state.ts';
import { type Snapshot, topicOf } from '../campaigns/snapshot.ts';
import { MEMORY } from '../campaigns/timing.ts';
import { addressFor } from '../consent/address.ts';
import { consentState, ledgerOf, objectionOf } from '../consent/consent-state.ts';
import type { ConsentStore } from '../consent/evidence-store.ts';
import { wishesOf } from '../consent/preference.ts';
import type { SuppressionStore } from '../consent/suppression-store.ts';

import type { EventStore } from '../events/event-store.ts';
import { findNamed } from '../events/find-named.ts';
import { lawOf } from '../law/laws.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { localEpochDay } from '../platform/time.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import { countryOf } from '../profiles/receiver-law.ts';
import { receiverZone } from '../profiles/receiver-zone.ts';
import type { ScoresOfRun } from '../scoring/scores-of-run.ts';
import { matches } from '../segments/evaluate.ts';
import { ignoredInARow } from '../segments/ignored.ts';
import type { RuleContext } from '../segments/leaf-value.ts';
import { partsOf, type Rule } from '../segments/rule.ts';
import { reachOf } from '../segments/rule-reach.ts';
import { eventsIn } from '../segments/run-rules.ts';
import type { Settings } from '../settings/settings.ts';
import type { Template } from '../templates/template.ts';
import { capsOf, contactsIn, sentOf } from './budget.ts';
import type { ChannelAdapter } from './channel.ts';
import type { Receiver } from './gates.ts';
import type { MessageStore } from './message-store.ts';
import { isReachedUnder } from './other-ids.ts';
import type { OwnDevices } from './own-devices.ts';
import { expiryOf, isTimed, type Plan, planOf, planZone, visitsOf } from './plan.ts';

export interface ReaderDependencies {
  readonly customers: Pick<CustomerStore, 'get'>;
  readonly consents: Pick<ConsentStore, 'saidBy'>;
  readonly suppressions: Pick<SuppressionStore, 'find'>;
  readonly messages: Pick<MessageStore, 'ofCustomer' | 'findMany'>;
  readonly events: Pick<EventStore, 'read'>;
  readonly history: HistoryOf;
  /** Exact scores under the model of the run that drew the audience. */
  readonly scoresOf: ScoresOfRun;
  readonly ownDevices: OwnDevices;
  readonly adapter: ChannelAdapter;
  readonly clock: Clock;
}

/**
 * Score leaves belong to the run that drew the audience, in which the person was a member: a rule of nothing else cannot
 * have changed its answer (rule 15).
 */
const isDecidedByRun = (
  rule: Rule,
  rules: Readonly<Record<string, Rule>>,
  open: ReadonlySet<string> = new Set(),
): boolean => {
  for (const part of partsOf(rule)) {
    if ('all' in part || 'any' in part || 'not' in part || 'score' in part) continue;
    if (!('segment' in part)) return false;
    const other = rules[part.segment];
    if (open.has(part.segment)) continue;
    if (!other || !isDecidedByRun(other, rules, new Set([...open, part.segment]))) return false;
  }
  return true;
};

const stillMatches = async (
  customer: Customer,
  { campaign, rules, rule }: Snapshot,
  settings: Settings,
  now: number,
  runId: string | undefined,
  { history, scoresOf }: Pick<ReaderDependencies, 'history' | 'scoresOf'>,
): Promise<boolean | undefined> => {
  const { timezone: zone, currency, exchangeRates, customerKinds } = settings;
  const context: RuleContext = {
    zone,
    now,
    today: localEpochDay(now, zone),
    currency,
    money: { currency, exchangeRates },
    customerKinds,
    segmentRule: (id) => rules[id],
  };
  const read = history(eventsIn([...Object.values(rules), ...(rule === undefined ? [] : [rule])]));
  const fits = async (asked: Rule) => {
    const scored = reachOf(asked, context).scores;
    const subject = scored ? { ...customer, scores: await scoresOf(customer, runId) } : customer;
    return matches(asked, subject, context, read);
  };
  if (rule !== undefined && !(await fits(rule))) return false;
  const included = campaign.audience.include;
  if (included.length === 0) return rule === undefined ? undefined : true;
  for (const id of included) {
    const frozen = rules[id];
    const decided = customer.fold.objectedAt === undefined;
    if (frozen === undefined || (decided && isDecidedByRun(frozen, rules)) || (await fits(frozen))) return true;
  }
  return false;
};

/** An objection counts from when it was said, not from when the profile has learned of it. */
const withObjection = (customer: Customer | undefined, objectedAt: string | undefined): Customer | undefined =>
  customer && objectedAt !== undefined ? { ...customer, fold: { ...customer.fold, objectedAt } } : customer;

/** What a trait says of a person and the Kakao channel; anything but true and false says nothing. */
const friendship = (
  template: Template,
  customer: Customer | undefined,
  { kakao }: Settings,
): Pick<Receiver, 'targeting' | 'isFriend'> => {
  if (template.channel !== 'kakao') return {};
  const said = customer?.fold.traits[kakao.friendTrait];
  return { targeting: template.targeting, isFriend: typeof said === 'boolean' ? said : undefined };
};

const ORDERS = new Set(['Order Completed']);

const NOTHING_SAID = { evidence: [], preferences: [] };

/** Reads, strongly and now, all that the gates ask of one person. A read that fails throws: nothing is sent unchecked. */
export const createReceiverReader = (deps: ReaderDependencies) => {
  const { customers, consents, suppressions, messages, events, ownDevices, adapter, clock } = deps;

  /** Orders stand in the profile; another goal is looked for among the events since. */
  const goalAtOf = async (
    customer: Customer,
    goal: CampaignGoal | undefined,
    since: string | undefined,
    now: number,
  ): Promise<string | undefined> => {
    const event = watchedEvent(goal);
    if (event === undefined) return customer.fold.lastOrderAt;
    if (since === undefined) return undefined;
    const happened = await findNamed(events, idsOf(customer), new Set([event]), since, toIso(now));
    return happened.map(({ at }) => at).sort()[0];
  };

  return async (
    customerId: string,
    messageKey: string,
    state: SendState,
    snapshot: Snapshot,
    settings: Settings,
    kept?: Plan,
  ): Promise<Receiver> => {
    const { campaign, template } = snapshot;
    const days = campaign.audience.notMessagedInDays;
    const [found, own] = await Promise.all([customers.get(customerId), consents.saidBy(customerId)]);
    const others = found?.linkedIds ?? [];
    const linked = others.length === 0 ? NOTHING_SAID : await consents.saidBy(others);
    const evidence = [...own.evidence, ...linked.evidence];
    const customer = withObjection(found, objectionOf(ledgerOf(evidence)));
    const { most, pausedUntil, untracked } = wishesOf([...own.preferences, ...linked.preferences]);
    const caps = template.purpose === 'ad' ? capsOf(settings.caps, campaign.priority, most) : [];
    const goesByHabit = campaign.timing?.usualHour !== undefined && kept === undefined;
    const isAd = template.purpose === 'ad';
    const asked = isAd || days !== undefined || goesByHabit ? [customerId, ...others] : [];
    const earlier = (await Promise.all(asked.map((id) => messages.ofCustomer(id)))).flat();
    const devices = customer && adapter.channel === 'push' ? await ownDevices(customer) : [];
    const address = customer && addressFor(adapter.channel, { ...customer.fold.contacts, device: devices[0] });
    const suppression = address === undefined ? undefined : await suppressions.find(adapter.channel, address);
    const country =
      customer && address !== undefined
        ? countryOf(adapter.channel, address, customer.fold, settings.defaultCountry)
        : undefined;
    const now = clock();
    const goalSince = campaign.goal ? state.dataUntil : undefined;
    const sent = earlier.filter(({ key }) => key !== messageKey).flatMap((row) => sentOf(row) ?? []);
    const lastMessageAt = earlier
      .filter(
        (row) =>
          row.key !== messageKey && row.imported === undefined && row.status !== 'control' && row.status !== 'failed',
      )
      .map((row) => row.handedOverAt)
      .filter((at) => at !== undefined)
      .reduce<string | undefined>((last, at) => (last === undefined || at > last ? at : last), undefined);
    const startedAt = Math.max(Date.parse(state.startAt), Date.parse(state.launchedAt));
    const where = receiverZone(customer?.fold ?? { traits: {} }, country, settings);
    const zone = kept?.zone ?? planZone(where, settings.timezone, startedAt);
    const orders = goesByHabit
      ? await findNamed(events, [customerId, ...others], ORDERS, toIso(now - MEMORY), toIso(now))
      : [];
    const visits = goesByHabit
      ? visitsOf(
          earlier,
          orders.map(({ at }) => at),
        )
      : [];
    const plan = isTimed(campaign)
      ? (kept ?? planOf({ campaign, startedAt, zone, zoneBy: where.by, visits }))
      : undefined;
    return {
      now,
      channel: adapter.channel,
      purpose: template.purpose,
      topic: topicOf(snapshot),
      kinds: campaign.audience.kinds ?? ['consumer'],
      customer,
      isMerged: customer !== undefined && customer.customerId !== customerId,
      hasUnderOtherId: await isReachedUnder(messages, others, messageKey),
      address,
      devices,
      ...friendship(template, customer, settings),
      isSendable: address !== undefined && adapter.sendable(address) !== undefined,
      consent: consentState(evidence, now, {
        doubleOptIn: settings.doubleOptIn,
        lastTransactionAt: customer?.fold.lastOrderAt,
        law: country === undefined ? undefined : lawOf(country),
      })[adapter.channel],
      suppression,
      country,
      goalSince,
      goalAt: customer && (await goalAtOf(customer, campaign.goal, goalSince, now)),
      stillMatches: customer && (await stillMatches(customer, snapshot, settings, now, state.runId, deps)),
      lastMessageAt,
      notMessagedInDays: days,
      pausedUntil,
      untracked,
      caps,
      contacts: contactsIn(earlier, messageKey),
      ...(isAd
        ? { ignored: ignoredInARow(sent, customer?.fold.lastOrderAt).length, isFirstContact: sent.length === 0 }
        : {}),
      startedAt,
      plan,
      windows: campaign.timing?.windows,
      expiresAt: expiryOf(campaign, startedAt, zone),
    };
  };
};

export type ReceiverReader = ReturnType<typeof createReceiverReader>;
