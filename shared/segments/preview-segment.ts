import type { ConsentStore } from '../consent/evidence-store.ts';
import type { Clock } from '../platform/clock.ts';
import { SECOND } from '../platform/clock.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import type { Customer } from '../profiles/profile.ts';
import { type Model, scoreCustomer } from '../scoring/model.ts';
import type { Settings } from '../settings/settings.ts';
import { createConfirmedShare } from './confirmed-share.ts';
import { matches } from './evaluate.ts';
import type { HistoryStore } from './history-store.ts';
import { CHANNELS, type Channel } from './leaf.ts';
import { isReachable } from './leaf-value.ts';
import type { Rule } from './rule.ts';
import { eventsIn, liveContext } from './run-rules.ts';
import type { SegmentStore } from './segment-store.ts';

export interface PreviewDependencies {
  readonly customers: CustomerStore;
  readonly segments: SegmentStore;
  readonly history: HistoryStore;
  readonly consents: Pick<ConsentStore, 'evidenceOf'>;
  readonly clock: Clock;
}

export interface Preview {
  readonly count: number;
  readonly reachable: Record<string, number>;
  readonly sample: readonly Customer[];
  /** False: only a part of the customers was looked at in the time allowed, and the numbers are scaled up. */
  readonly exact: boolean;
}

/** Pieces of the scan; they are read one after another, so that a part of them is a fair sample. */
const PIECES = 16;
const TIME_ALLOWED = 12 * SECOND;
const SAMPLE = 10;

/** Evaluates a rule over all customers, or over as many as the time allows. */
export const previewSegment = async (
  { customers, segments, history, consents, clock }: PreviewDependencies,
  rule: Rule,
  settings: Settings,
  model: Model | undefined,
): Promise<Preview> => {
  const others = [...segments.builtIns('en'), ...(await segments.customs())];
  const rules = new Map(others.map((segment) => [segment.id, segment.rule]));
  const started = clock();
  const context = liveContext(settings, model, (id) => rules.get(id), started);
  const historyOf = history(eventsIn([rule, ...rules.values()]));

  const counts = { found: 0, pieces: 0 };
  const reachable = new Map<Channel, number>();
  const confirmed = createConfirmedShare(consents, settings, started);
  const sample: Customer[] = [];
  let inTime = true;
  for (let piece = 0; piece < PIECES && inTime; piece++) {
    for await (const customer of customers.scanProfiles(piece, PIECES)) {
      const subject = { ...customer, scores: model ? scoreCustomer(customer, model) : undefined };
      if (!(await matches(rule, subject, context, historyOf))) continue;
      counts.found += 1;
      if (sample.length < SAMPLE) sample.push(customer);
      for (const channel of CHANNELS) {
        if (!isReachable(subject, channel, context.now)) continue;
        reachable.set(channel, (reachable.get(channel) ?? 0) + 1);
        await confirmed.look(customer, channel);
      }
    }
    counts.pieces += 1;
    inTime = clock() - started < TIME_ALLOWED;
  }
  const factor = PIECES / counts.pieces;
  const scaled = (count: number): number => Math.round(count * factor);
  return {
    count: scaled(counts.found),
    reachable: Object.fromEntries(
      CHANNELS.map((channel) => [channel, scaled((reachable.get(channel) ?? 0) * confirmed.share(channel))]),
    ),
    sample,
    exact: counts.pieces === PIECES,
  };
};
