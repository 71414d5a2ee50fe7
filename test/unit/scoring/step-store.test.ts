import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler as createFailureHandler } from '../../../functions/summarise-run/handler.ts';
import { createKpiStore } from '../../../shared/kpis/kpi-store.ts';
import { scanAll } from '../../../shared/platform/dynamo.ts';
import { meterUnits } from '../../../shared/platform/units.ts';
import { createMeasurer } from '../../../shared/scoring/measure.ts';
import { measureFile, type RunFiles } from '../../../shared/scoring/run-files.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import { createStepStore, type StepStore } from '../../../shared/scoring/step-store.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';

let now = Date.parse('2026-11-22T18:00:00.000Z');
const clock = () => now;

describe('what the steps of a run used', () => {
  let database: TestDynamo;
  let steps: StepStore;

  const put = (customerId: string, bytes: number, condition?: string) =>
    database.dynamo.send(
      new PutCommand({
        TableName: database.tables.customers,
        Item: { customerId, part: 'profile', text: 'x'.repeat(bytes) },
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
      }),
    );
  const readAll = async (): Promise<number> => {
    let found = 0;
    for await (const _ of scanAll(database.dynamo, { TableName: database.tables.customers })) found += 1;
    return found;
  };

  beforeAll(async () => {
    database = await startDynamo(['customers', 'insights']);
    meterUnits(database.client);
    steps = createStepStore(database.dynamo, database.tables.insights, clock);
    await put('u:kim', 3_900);
    await put('u:lee', 3_900);
  });
  afterAll(() => database?.stop());

  it('adds up over shards that work at the same time, each with its own units', async () => {
    const shard = (index: number) =>
      steps.record('score', { runId: 'run-1', shard: index }, async () => {
        now += 100;
        await readAll();
        await put(`u:new-${index}`, 10);
      });
    await Promise.all([shard(0), shard(1)]);
    const [score, ...others] = await steps.all('run-1');
    expect(others).toEqual([]);
    // Two profiles of 4 KB by eventually consistent reads are one unit each pair; small ones round up with them.
    expect(score).toMatchObject({ step: 'score', done: 2, failed: 0, writeUnits: 2 });
    expect(score?.readUnits).toBeGreaterThanOrEqual(2);
    expect(score?.readUnits).toBeLessThanOrEqual(3);
    expect(score?.busyMs).toBeGreaterThanOrEqual(200);
  });

  it('counts a refused condition, and says in whose words a call failed', async () => {
    const refused = steps.record('measure', { runId: 'run-2', shard: 7 }, () =>
      put('u:kim', 1, 'attribute_not_exists(customerId)'),
    );
    await expect(refused).rejects.toThrow(/conditional request failed/);
    expect(await steps.find('run-2', 'measure')).toMatchObject({
      done: 0,
      failed: 1,
      writeUnits: 1,
      error: expect.stringMatching(/^shard 7: ConditionalCheckFailedException/),
    });
  });

  it('learns from the result which run a plan belongs to, and writes nothing down for none', async () => {
    await steps.record(
      'plan',
      (runId: string) => runId,
      async () => 'run-3',
    );
    await steps.record(
      'plan',
      () => undefined,
      async () => 'refused',
    );
    expect(await steps.all('run-3')).toMatchObject([{ step: 'plan', done: 1 }]);
  });

  it('names the failed step in the run, by its own words or, if it was killed, by those of the state machine', async () => {
    const runs = createRunStore(database.dynamo, database.tables.insights, clock);
    const claim = await runs.claim('test');
    if (claim.kind !== 'claimed') throw new Error('not claimed');
    const base = {
      status: 'running',
      trigger: 'test',
      asOf: '2026-11-22',
      startedAt: '2026-11-22T00:00:00.000Z',
    } as const;
    const run = { ...base, shards: 16, rules: DEFAULT_SETTINGS, segments: [] };
    const unused = (): never => {
      throw new Error('not asked for');
    };
    // What the shards had measured when the run failed names people: only its counts may stay.
    const { measure } = createMeasurer({ asOf: base.asOf, rules: DEFAULT_SETTINGS, shards: 16 });
    const written = new Map<string, unknown>([
      [measureFile(claim.runId, 3), { ...measure(), rows: [['u:kim', 1, 1, null, { KRW: 100 }]] }],
      [measureFile(claim.runId, 4), measure()],
    ]);
    const put = async (key: string, value: unknown) => void written.set(key, value);
    const find: RunFiles['find'] = async (key, schema) =>
      written.has(key) ? schema.parse(written.get(key)) : undefined;
    const files = { put, find, get: unused };
    const reports = { putRun: unused, getRun: unused, putKpi: unused, kpis: unused, lastKpi: unused };
    const kpis = createKpiStore(database.dynamo, database.tables.insights);
    const handler = createFailureHandler({ runs, files, reports, kpis, clock }, steps);

    await runs.create({ ...run, runId: claim.runId });
    await handler({ runId: claim.runId, failedStep: 'fit', error: { Error: 'Sandbox.Timedout', Cause: 'timed out' } });
    expect(JSON.stringify([...written])).not.toContain('u:kim');
    expect(written.size).toBe(2);
    expect(await runs.get(claim.runId)).toMatchObject({ status: 'failed', error: 'fit: Sandbox.Timedout: timed out' });

    await runs.create({ ...run, runId: 'run-2' });
    await handler({
      runId: 'run-2',
      failedStep: 'measure',
      error: { Error: 'States.ExceedToleratedFailureThreshold' },
    });
    expect((await runs.get('run-2')).error).toMatch(/^measure: shard 7: Conditional/);
    expect(await runs.lock()).toMatchObject({ leaseUntil: 0 });
  });
});
