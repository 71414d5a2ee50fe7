import { createKpiBook } from '../kpis/book.ts';
import type { Clock } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { inParallel } from '../platform/worker.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { CustomerStore, Tombstone } from '../profiles/customer-store.ts';
import type { Customer, Scores, SegmentMembership, SegmentMoves } from '../profiles/profile.ts';
import { keptScores, sameBands, scoreCustomer } from '../scoring/model.ts';
import type { Run, ShardInput } from '../scoring/run.ts';
import { kpiFile, type RunFiles, scoreFile } from '../scoring/run-files.ts';
import type { RunStore } from '../scoring/run-store.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { builtInsOf } from './built-in-members.ts';
import { matches } from './evaluate.ts';
import { createFigures, figuresSchema } from './figures.ts';
import type { HistoryStore } from './history-store.ts';
import type { RuleContext } from './leaf-value.ts';
import type { Entry, MemberStore } from './member-store.ts';
import { loadRulebook, runContext } from './run-rules.ts';

export interface ScoreDependencies {
  readonly customers: CustomerStore;
  readonly members: MemberStore;
  readonly definitions: DefinitionStore;
  readonly history: HistoryStore;
  readonly runs: RunStore;
  readonly files: RunFiles;
  readonly clock: Clock;
}

/** People worked on side by side in one shard. */
const LANES = 16;
const MOST_TRIES = 5;
/** Entries that wait to be written together. */
const FLUSH = 100;

const difference = (from: readonly string[], without: readonly string[]): string[] => {
  const known = new Set(without);
  return from.filter((id) => !known.has(id));
};

/** Makes moves in the members table. */
const createMover = (run: Run, members: MemberStore) => {
  const base = run.base ?? '';
  const fresh = new Set(run.segments.filter(({ initial }) => initial).map(({ id }) => id));
  const isInitial = (segmentId: string): boolean => run.base === undefined || fresh.has(segmentId);
  let waiting: Entry[] = [];

  const entry = (segmentId: string, customerId: string, runId: string): Entry => ({
    ...{ segmentId, customerId, runId, base, since: run.asOf },
    initial: isInitial(segmentId),
  });

  const flush = async (): Promise<void> => {
    const entries = waiting;
    waiting = [];
    await members.enterInitial(entries);
  };

  /** Idempotent, so it may be done again by a later attempt or run. First entries of a new segment wait for `flush`. */
  const make = async (customerId: string, { entered, left, runId }: SegmentMoves): Promise<void> => {
    const [first, later] = [entered.filter(isInitial), entered.filter((id) => !isInitial(id))];
    waiting.push(...first.map((segmentId) => entry(segmentId, customerId, runId)));
    await Promise.all([
      ...left.map((segmentId) => members.leave(segmentId, customerId, runId)),
      ...later.map((segmentId) => members.enter(entry(segmentId, customerId, runId))),
    ]);
    if (waiting.length >= FLUSH) await flush();
  };

  /** Moves of a run that never succeeded, or of an earlier attempt of this one, may be half made: make them again. */
  const finish = async (customer: Pick<Customer, 'customerId' | 'moves'>): Promise<void> => {
    const { moves } = customer;
    if (!moves || moves.runId <= base) return;
    await make(customer.customerId, moves);
    await flush();
  };

  return { make, finish, flush };
};

/** What a person is tonight, compared with what the profile says. Nothing if no band, flag or segment differs. */
const changeOf = (customer: Customer, scores: Scores, segments: readonly string[]) => {
  const old = customer.segments ?? [];
  const oldIds = old.map(({ id }) => id);
  const entered = difference(segments, oldIds);
  const left = difference(oldIds, segments);
  const same = customer.scores !== undefined && sameBands(customer.scores, scores);
  if (same && entered.length === 0 && left.length === 0) return undefined;
  const kept = old.filter(({ id }) => !left.includes(id));
  const list: SegmentMembership[] = [...kept, ...entered.map((id) => ({ id, since: scores.asOf }))].sort(
    (one, other) => (one.id < other.id ? -1 : 1),
  );
  const moves = { version: (customer.moves?.version ?? 0) + 1, runId: scores.runId, entered, left };
  return { list, moves };
};

/**
 * Scores the customers of one shard and moves them between segments. Written down first (profile: scores, list and moves
 * in one write), then made (members table); an attempt that dies in between is finished by the next.
 */
export const scoreShard = async (
  dependencies: ScoreDependencies,
  { runId, shard, total }: ShardInput,
): Promise<void> => {
  const { customers, members, definitions, history, runs, files, clock } = dependencies;
  const run = await runs.get(runId);
  const { model } = run;
  if (!model) throw new DangolError('internal', `Run ${runId} has no model yet; fit-run comes before score-shard.`);
  const key = scoreFile(runId, shard);
  if (await files.find(key, figuresSchema)) return;
  await runs.renew(runId);

  const rulebook = await loadRulebook(definitions, run.segments);
  const context = runContext(model, rulebook.segmentRule, clock());
  const figures = createFigures(model, context.now);
  const kpis = createKpiBook(model, run.shards);
  const mover = createMover(run, members);
  const historyOf = history(rulebook.asked);

  const segmentsOf = (customer: Customer, scores: Scores): Promise<string[]> =>
    evaluateAll(customer, scores, rulebook.custom, context, historyOf);

  const settle = async (seen: Customer): Promise<void> => {
    let customer: Customer | undefined = seen;
    for (let tries = 0; customer && tries < MOST_TRIES; tries++) {
      await mover.finish(customer);
      const scores: Scores = { runId, ...scoreCustomer(customer, model) };
      const segments = await segmentsOf(customer, scores);
      const change = changeOf(customer, scores, segments);
      const written =
        !change ||
        (await customers.putScores(customer.customerId, { runId, ...keptScores(scores) }, change.list, change.moves));
      if (written) {
        figures.add(customer, scores, segments);
        kpis.add(customer, scores);
        if (change) {
          await mover.make(customer.customerId, change.moves);
          figures.moved(change.moves.entered, change.moves.left);
        } else if (customer.moves?.runId === runId) {
          // Written by an attempt of this run that died: the move is of this night all the same.
          figures.moved(customer.moves.entered, customer.moves.left);
        }
        return;
      }
      customer = await customers.getOwn(customer.customerId);
    }
    if (customer) throw new DangolError('unavailable', 'A customer was written by another run at the same time.');
  };

  /** Somebody else's id since the last run: it is nobody, so it leaves every segment and counts nowhere. */
  const bury = async (tombstone: Tombstone): Promise<void> => {
    await mover.finish(tombstone);
    const left = (tombstone.segments ?? []).map(({ id }) => id);
    await Promise.all(left.map((segmentId) => members.leave(segmentId, tombstone.customerId, runId)));
    figures.moved([], left);
    await customers.clearLists(tombstone);
  };

  await overScan(customers.scanWithTombstones(shard, total), (found) =>
    'fold' in found ? settle(found) : bury(found),
  );
  await mover.flush();
  // The score file says that the shard is done, so it comes last.
  await files.put(kpiFile(runId, shard), kpis.part());
  await files.put(key, figures.figures);
};

const evaluateAll = async (
  customer: Customer,
  scores: Scores,
  custom: ReadonlyMap<string, Parameters<typeof matches>[0]>,
  context: RuleContext,
  historyOf: ReturnType<HistoryStore>,
): Promise<string[]> => {
  const isConsumer = kindOf(customer.fold, context.customerKinds) === 'consumer';
  const ids = isConsumer ? builtInsOf(scores) : [];
  const { customerId, fold, linkedIds } = customer;
  const subject = { customerId, fold, linkedIds, scores };
  let read: ReturnType<typeof historyOf> | undefined;
  const once = (ids: readonly string[]) => {
    read ??= historyOf(ids);
    return read;
  };
  for (const [id, rule] of custom) if (await matches(rule, subject, context, once)) ids.push(id);
  return ids.sort();
};

/** Works on a scan in groups, so that memory stays small and the table is written side by side. */
const overScan = async <Found>(scan: AsyncGenerator<Found>, work: (found: Found) => Promise<void>): Promise<void> => {
  let group: Found[] = [];
  for await (const found of scan) {
    group.push(found);
    if (group.length === LANES * 8) {
      await inParallel(group, LANES, work);
      group = [];
    }
  }
  await inParallel(group, LANES, work);
};
