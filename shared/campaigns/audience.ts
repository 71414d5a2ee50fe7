import { personOf } from '../events/person.ts';
import { BUCKET_NAMES, bucketOf } from '../platform/hash.ts';
import { compareKeys } from '../platform/key-order.ts';
import { localEpochDay } from '../platform/time.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import type { Customer } from '../profiles/profile.ts';
import type { Run } from '../scoring/run.ts';
import type { ScoresOfRun } from '../scoring/scores-of-run.ts';
import { matches } from '../segments/evaluate.ts';
import type { AskedEvents, History, RuleContext } from '../segments/leaf-value.ts';
import type { MemberStore } from '../segments/member-store.ts';
import type { Rule } from '../segments/rule.ts';
import { reachOf } from '../segments/rule-reach.ts';
import { eventsIn } from '../segments/run-rules.ts';
import type { Settings } from '../settings/settings.ts';
import type { SendState } from './send-state.ts';
import { isSilent } from './silent.ts';
import type { Snapshot } from './snapshot.ts';
import { minus, union } from './sorted.ts';

/** Reader of a person's events of some names, and messages. */
export type HistoryOf = (asked: AskedEvents) => (ids: readonly string[]) => Promise<History>;

export interface AudienceDependencies {
  readonly members: MemberStore;
  readonly customers: CustomerStore;
  readonly history: HistoryOf;
  /** Exact scores under the run's model. */
  readonly scoresOf: ScoresOfRun;
}

/** What is needed of a campaign to draw its audience. */
export interface AudiencePlan {
  readonly snapshot: Pick<Snapshot, 'campaign' | 'rules' | 'rule'>;
  readonly source: NonNullable<SendState['source']>;
  readonly runId: string | undefined;
  readonly settings: Settings;
  /** Instant at which rules are asked, ms. */
  readonly now: number;
}

/** One person looked at. Those who do not fit are told too, so that a long search can be resumed. */
export interface Candidate {
  readonly customerId: string;
  readonly fits: boolean;
}

/**
 * Where the audience of a snapshot is read, given the last successful run. Members are used if that run has evaluated every
 * segment in the version that was approved; otherwise the rules are asked of everybody.
 */
export const sourceOf = (
  { campaign, versions }: Pick<Snapshot, 'campaign' | 'versions'>,
  run: Pick<Run, 'segments'> | undefined,
): NonNullable<SendState['source']> => {
  const { include, exclude, list } = campaign.audience;
  if (list !== undefined) return 'list';
  if (include.length === 0) return 'customers';
  const evaluated = new Map(run?.segments.map(({ id, version }) => [id, version]));
  const isEvaluated = (id: string): boolean =>
    run !== undefined && (versions[id] === undefined || evaluated.get(id) === versions[id]);
  return [...include, ...exclude].every(isEvaluated) ? 'members' : 'customers';
};

const PAGE = 100;
/** A rule that fits all. */
const EVERYBODY: Rule = { all: [] };

/** People of one bucket in a stable order, from behind `after` on; memory stays at a page. */
export const createAudience = ({ members, customers, history, scoresOf }: AudienceDependencies) => {
  const ruleContext = ({ snapshot, settings, now }: AudiencePlan): RuleContext => ({
    zone: settings.timezone,
    now,
    today: localEpochDay(now, settings.timezone),
    currency: settings.currency,
    money: { currency: settings.currency, exchangeRates: settings.exchangeRates },
    customerKinds: settings.customerKinds,
    segmentRule: (id) => snapshot.rules[id],
  });

  const fits = async (rule: Rule, plan: AudiencePlan, customer: Customer): Promise<boolean> => {
    if (plan.snapshot.campaign.audience.excludeSilent && isSilent(customer, plan.now)) return false;
    const context = ruleContext(plan);
    const asked = reachOf(rule, context).scores;
    const subject = asked ? { ...customer, scores: await scoresOf(customer, plan.runId) } : customer;
    return matches(rule, subject, context, (id) =>
      history(eventsIn([...Object.values(plan.snapshot.rules), rule]))(id),
    );
  };

  async function* idsOf(segmentId: string, bucket: string, runId: string, after?: string): AsyncGenerator<string> {
    for await (const member of members.membersOf(segmentId, bucket, runId, after)) yield member.customerId;
  }

  async function* fromMembers(plan: AudiencePlan, bucket: string, after?: string): AsyncGenerator<string> {
    const { include, exclude } = plan.snapshot.campaign.audience;
    const { runId } = plan;
    if (runId === undefined) return;
    const of = (ids: readonly string[]) => union(ids.map((id) => idsOf(id, bucket, runId, after)));
    yield* minus(of(include), of(exclude));
  }

  async function* listed(list: readonly string[], bucket: string, after?: string): AsyncGenerator<string> {
    const ids = [...new Set(list.map(personOf))].filter((id) => bucketOf(id) === bucket).sort(compareKeys);
    for (const id of ids) if (after === undefined || compareKeys(id, after) > 0) yield id;
  }

  /** Everybody, asked by the rules themselves. Buckets are then segments of the scan. */
  async function* fromCustomers(plan: AudiencePlan, bucket: string, after?: string): AsyncGenerator<Candidate> {
    const { campaign, rules, rule } = plan.snapshot;
    const named = (ids: readonly string[]): Rule[] => ids.map((id) => rules[id] ?? { any: [] });
    const { include, exclude } = campaign.audience;
    const whole: Rule = {
      all: [
        ...(include.length > 0 ? [{ any: named(include) }] : []),
        ...(exclude.length > 0 ? [{ not: { any: named(exclude) } }] : []),
        ...(rule === undefined ? [] : [rule]),
      ],
    };
    for await (const customer of customers.scanProfiles(Number(bucket), BUCKET_NAMES.length, after)) {
      yield { customerId: customer.customerId, fits: await fits(whole, plan, customer) };
    }
  }

  /** A list or members, narrowed by the rule. */
  async function* narrowed(ids: AsyncGenerator<string>, plan: AudiencePlan): AsyncGenerator<Candidate> {
    const { excludeSilent } = plan.snapshot.campaign.audience;
    const rule = plan.snapshot.rule ?? (excludeSilent ? EVERYBODY : undefined);
    if (rule === undefined) {
      for await (const customerId of ids) yield { customerId, fits: true };
      return;
    }
    const ask = async (page: readonly string[]): Promise<Candidate[]> => {
      const found = new Map((await customers.getAll(page)).map((customer) => [customer.customerId, customer]));
      return Promise.all(
        page.map(async (customerId) => {
          const customer = found.get(customerId);
          return { customerId, fits: customer !== undefined && (await fits(rule, plan, customer)) };
        }),
      );
    };
    let page: string[] = [];
    for await (const id of ids) {
      page.push(id);
      if (page.length < PAGE) continue;
      yield* await ask(page);
      page = [];
    }
    yield* await ask(page);
  }

  return (plan: AudiencePlan, bucket: string, after?: string): AsyncGenerator<Candidate> => {
    if (plan.source === 'customers') return fromCustomers(plan, bucket, after);
    const { list } = plan.snapshot.campaign.audience;
    return narrowed(list ? listed(list, bucket, after) : fromMembers(plan, bucket, after), plan);
  };
};

export type Audience = ReturnType<typeof createAudience>;
