import { createEventStore } from '../../shared/events/event-store.ts';
import { createExportFiles } from '../../shared/exports/export-files.ts';
import { exportShard } from '../../shared/exports/export-shard.ts';
import { finishExport } from '../../shared/exports/finish-export.ts';
import { createSourceStore } from '../../shared/exports/source-store.ts';
import { createKpiStore } from '../../shared/kpis/kpi-store.ts';
import type { Dynamo } from '../../shared/platform/dynamo.ts';
import { BUCKET_NAMES } from '../../shared/platform/hash.ts';
import { inParallel } from '../../shared/platform/worker.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import type { Profile } from '../../shared/profiles/profile.ts';
import { fitRun } from '../../shared/scoring/fit-run.ts';
import { measureShard } from '../../shared/scoring/measure-shard.ts';
import { type PlanRequest, planRun, type RunRequest, resumeRun } from '../../shared/scoring/plan-run.ts';
import { createRunFiles } from '../../shared/scoring/run-files.ts';
import { createRunStore } from '../../shared/scoring/run-store.ts';
import { BUILT_IN_SEGMENTS } from '../../shared/segments/built-in.ts';
import { createHistoryStore } from '../../shared/segments/history-store.ts';
import { createMemberStore } from '../../shared/segments/member-store.ts';
import { createReportStore } from '../../shared/segments/report-store.ts';
import { scoreShard } from '../../shared/segments/score-shard.ts';
import { summariseRun } from '../../shared/segments/summarise-run.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createSettingsStore } from '../../shared/settings/settings-store.ts';
import type { TestDynamo } from './dynamo.ts';
import type { TestObjectStore } from './object-store.ts';

/** The nightly run's use cases on real tables, step by step as the state machine calls them. */
export const createNightly = (database: TestDynamo, objects: TestObjectStore, clock: () => number, dynamo: Dynamo) => {
  const { tables } = database;
  const customers = createCustomerStore(dynamo, tables.customers);
  const members = createMemberStore(dynamo, tables.members);
  const definitions = createDefinitionStore(dynamo, tables.definitions, clock);
  const settings = createSettingsStore(definitions, clock);
  const runs = createRunStore(dynamo, tables.insights, clock);
  const files = createRunFiles(objects.s3, objects.bucket);
  const exports = createExportFiles(objects.s3, objects.bucket);
  const reports = createReportStore(dynamo, tables.insights);
  const kpis = createKpiStore(dynamo, tables.insights);
  const history = createHistoryStore(dynamo, tables.messages, createEventStore(dynamo, tables.events));
  /** Customers for whom the night asked for seals. */
  const sealed: string[] = [];
  const seals = () => ({
    add: async (customerId: string) => {
      sealed.push(customerId);
    },
    flush: async () => undefined,
  });
  const wares = () => ({ look: async () => undefined, flush: async () => undefined });
  const dates = async () => wares();
  const planning = { runs, settings, definitions, tableSize: async () => 0, clock };
  const steps = {
    plan: (request: PlanRequest) => planRun(planning, request),
    resume: (request: RunRequest) => resumeRun(planning, request),
    measure: (runId: string, shard: number, total: number) =>
      measureShard({ customers, runs, files, seals, dates, wares, clock }, { runId, shard, total }),
    fit: (runId: string) => fitRun({ runs, files }, runId),
    score: (runId: string, shard: number, total: number) =>
      scoreShard({ customers, members, definitions, history, runs, files, clock }, { runId, shard, total }),
    summarise: (runId: string) => summariseRun({ runs, files, reports, kpis, clock }, runId),
    export: (runId: string, shard: number, total: number) =>
      exportShard(
        {
          ...{ customers, runs, notes: files, files: exports },
          sources: createSourceStore(dynamo, tables),
          addressKey: async () => Buffer.alloc(32),
        },
        { runId, shard, total },
      ),
    finish: (runId: string) => finishExport({ runs, notes: files, files: exports }, runId),
  };

  const overShards = (total: number, work: (shard: number) => Promise<void>) =>
    inParallel(
      Array.from({ length: total }, (_, shard) => shard),
      4,
      work,
    );

  /** A whole run without faults. Returns its id. */
  const night = async (asOf: string): Promise<string> => {
    const plan = await steps.plan({ claimant: `test:${asOf}:${clock()}`, trigger: 'test', asOf });
    if (plan.status === 'refused') throw new Error(`refused: ${plan.runId}`);
    const { runId, shards } = plan.run;
    await overShards(shards, (shard) => steps.measure(runId, shard, shards));
    await steps.fit(runId);
    await overShards(shards, (shard) => steps.score(runId, shard, shards));
    await steps.summarise(runId);
    return runId;
  };

  const putProfile = async (customerId: string, profile: Profile): Promise<void> => {
    const known = await customers.readFold(customerId);
    const fold = {
      text: JSON.stringify(profile),
      checkpoint: undefined,
      checkpointed: false,
      outside: [],
      aliases: [],
    };
    await customers.putFold(customerId, known?.version ?? 0, fold);
  };

  /** `segment: people` of everybody who is in one as of a run, for the built-in segments and those named. */
  const membership = async (runId: string, custom: readonly string[]): Promise<Record<string, string[]>> => {
    const found: Record<string, string[]> = {};
    for (const id of [...BUILT_IN_SEGMENTS.map((segment) => segment.id), ...custom]) {
      const people: string[] = [];
      for (const bucket of BUCKET_NAMES) {
        for await (const member of members.membersOf(id, bucket, runId)) people.push(member.customerId);
      }
      if (people.length > 0) found[id] = people.sort();
    }
    return found;
  };

  /** The same, as the profiles' own lists say. */
  const lists = async (): Promise<Record<string, string[]>> => {
    const found: Record<string, string[]> = {};
    for await (const customer of customers.scanProfiles(0, 1)) {
      for (const { id } of customer.segments ?? []) found[id] = [...(found[id] ?? []), customer.customerId].sort();
    }
    return found;
  };

  return {
    ...{ sealed, customers, members, definitions, settings, runs, files, reports, kpis, steps, exports },
    ...{ overShards, night, putProfile, membership, lists },
  };
};
