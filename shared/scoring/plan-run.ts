import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { localDate } from '../platform/time.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { runRulesSchema } from './model.ts';
import { awaitsExport, type FrozenSegment, type Run, shardsFor } from './run.ts';
import type { RunStore } from './run-store.ts';

export interface PlanDependencies {
  readonly runs: RunStore;
  readonly settings: SettingsStore;
  readonly definitions: DefinitionStore;
  /** Items of the customers table, a few hours old. */
  readonly tableSize: () => Promise<number>;
  readonly clock: Clock;
}

interface Occasion {
  /** `schedule` or `api`. */
  readonly trigger: string;
  /** Local date up to which events count; today in the shop's zone unless given. */
  readonly asOf?: string | undefined;
}

export interface RunRequest extends Occasion {
  readonly runId: string;
}

export interface PlanRequest extends Occasion {
  /** Names this request: its retry gets the same run instead of a refusal. */
  readonly claimant: string;
  /** Milliseconds until the run counts as abandoned unless a step has begun. */
  readonly lease?: number;
}

export type Plan =
  | { readonly status: 'planned'; readonly run: Run }
  /** All that is left to do is the export. */
  | { readonly status: 'scored'; readonly run: Run }
  | { readonly status: 'refused'; readonly runId: string };

const SEGMENT = 'segment';

const freezeSegments = async (definitions: DefinitionStore, base: Run | undefined): Promise<FrozenSegment[]> => {
  const seen = new Set(base?.segments.map(({ id }) => id));
  const heads = await definitions.listAll(SEGMENT);
  return heads.filter(({ archived }) => !archived).map(({ id, version }) => ({ id, version, initial: !seen.has(id) }));
};

/** Freezes everything the run depends on: asOf, settings, segment versions, shards, sample. */
const freeze = async (
  { runs, settings, definitions, tableSize, clock }: PlanDependencies,
  { runId, trigger, asOf }: RunRequest,
): Promise<Run> => {
  const { settings: current } = await settings.read();
  const rules = runRulesSchema.parse(current);
  const base = await runs.lastSuccessful();
  const today = localDate(clock(), rules.timezone);
  const exports = current.sqlExport.enabled && (asOf ?? today) === today;
  const eventsFrom = exports ? await runs.lastExport() : undefined;
  return runs.create({
    runId,
    status: 'running',
    trigger,
    asOf: asOf ?? today,
    startedAt: toIso(clock()),
    // A first night has no base, and an import may have come since: the larger of the two.
    shards: shardsFor(Math.max(base?.counts?.customers ?? 0, await tableSize())),
    ...(base ? { base: base.runId } : {}),
    rules,
    segments: await freezeSegments(definitions, base),
    ...(exports ? { sqlExport: current.sqlExport } : {}),
    ...(eventsFrom === undefined ? {} : { eventsFrom }),
  });
};

/** Takes the lock and freezes what the run depends on. */
export const planRun = async (
  dependencies: PlanDependencies,
  { claimant, trigger, asOf, lease }: PlanRequest,
): Promise<Plan> => {
  const { runs } = dependencies;
  const claim = await runs.claim(claimant, lease);
  if (claim.kind === 'running') return { status: 'refused', runId: claim.runId };
  try {
    if (claim.taken !== undefined) {
      await runs.markFailed(claim.taken, `Its lease expired without an end; ${claim.runId} took over.`);
    }
    return { status: 'planned', run: await freeze(dependencies, { runId: claim.runId, trigger, asOf }) };
  } catch (error) {
    await runs.release(claim.runId);
    throw error;
  }
};

/**
 * A run planned before, by the API or by an attempt that died: takes its lease again and goes on with what it froze. One that
 * died between its lock and its record has frozen nothing yet and does so now.
 */
export const resumeRun = async (dependencies: PlanDependencies, request: RunRequest): Promise<Plan> => {
  const { runs } = dependencies;
  const { runId } = request;
  const run = await runs.find(runId);
  if (run?.status === 'succeeded') {
    // It may have died before it said so.
    await runs.markLast(run);
    await runs.release(runId);
    return awaitsExport(run) ? { status: 'scored', run } : { status: 'refused', runId };
  }
  if (run?.status === 'failed') return { status: 'refused', runId };
  try {
    await runs.renew(runId);
  } catch (error) {
    if (error instanceof DangolError && error.code === 'conflict') return { status: 'refused', runId };
    throw error;
  }
  return { status: 'planned', run: run ?? (await freeze(dependencies, request)) };
};

/** What the state machine maps over. */
export const planOutput = (plan: Plan) =>
  plan.status !== 'refused'
    ? {
        runId: plan.run.runId,
        status: plan.status,
        shards: Array.from({ length: plan.run.shards }, (_, shard) => shard),
        total: plan.run.shards,
      }
    : { runId: plan.runId, status: plan.status, shards: [], total: 0 };
