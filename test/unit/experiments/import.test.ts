import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../shared/experiments/experiment.ts';
import { assignedSchema, experimentSchema } from '../../../shared/imports/experiment-call.ts';
import { checkMap } from '../../../shared/imports/import-map.ts';
import { readCalls } from '../../../shared/imports/read-calls.ts';
import { experimentOfMap } from '../../../shared/imports/read-experiments.ts';
import { reportOfFile } from '../../support/experiments.ts';

const MAP = {
  kind: 'experiment',
  columns: { userId: 'id', arm: 'group', sentAt: 'sent', converted: 'bought', revenue: 'won' },
  experiment: { id: 'spring', name: '봄 쿠폰', control: '없음' },
};
const HEADER = 'id,group,sent,bought,won';

const read = async (rows: readonly string[], map: object = MAP) => {
  const outcomes = [];
  const blob = new Blob([[HEADER, ...rows].join('\n')]);
  for await (const step of readCalls({ name: 'spring.csv', blob }, checkMap(map), 0)) outcomes.push(...step.outcomes);
  return outcomes;
};

describe('a file that is an experiment', () => {
  it('becomes one ledger row per person: in the arm, or in the control group that got nothing', async () => {
    const outcomes = await read(['kim,쿠폰,2026-03-01,1,"12,000"', 'lee,없음,2026-03-01,0,0']);
    const experiment = experimentOfMap(checkMap(MAP), 'spring.csv');
    const rows = outcomes.flatMap((each) =>
      'call' in each ? [rowOf(experiment, assignedSchema.parse(each.call.said), 'KRW', 0)] : [],
    );
    expect(rows[0]).toMatchObject({
      ...{ customerId: 'u:kim', key: 'spring#0#0', arm: '쿠폰', status: 'sent', imported: true },
      ...{ handedOverAt: '2026-02-28T15:00:00.000Z', outcomes: { converted: 10_000, revenue: 120_000_000 } },
      goal: { orders: 1, revenue: 12_000, currency: 'KRW', firstAt: '2026-02-28T15:00:00.000Z' },
    });
    expect(rows[1]).toMatchObject({ arm: 'control', status: 'control', eligible: true, outcomes: {} });
    expect(rows[1]?.goal).toBeUndefined();
  });

  it('names each row that cannot be one, and goes on', async () => {
    const outcomes = await read([
      'kim,,2026-03-01,1,1',
      'lee,a,soon,1,1',
      'null,a,2026-03-01,1,1',
      'oh,a,2026-03-01,maybe,1',
    ]);
    expect(outcomes.map((each) => ('reject' in each ? each.reject.reason.replace(/;.*/, '') : 'ok'))).toEqual([
      'group: is empty',
      'sent: "soon" is not a date',
      expect.stringContaining('userId: "null" stands for "nobody"'),
      'converted: "maybe" is no outcome',
    ]);
  });

  it('says what it is from its columns and its name where the map does not', () => {
    const { experiment: _without, ...map } = MAP;
    expect(experimentOfMap(checkMap(map), 'Spring Test (2).csv')).toMatchObject({
      ...{ id: 'spring-test-2', name: 'Spring Test (2)', goal: 'converted', money: 'revenue', windowDays: 14 },
    });
    expect(experimentSchema.parse(experimentOfMap(checkMap(map), '봄.csv')).id).toBe('experiment');
  });

  it('needs an arm, a time, a person and outcomes', () => {
    const without =
      (...targets: string[]) =>
      () =>
        checkMap({
          ...MAP,
          columns: Object.fromEntries(Object.entries(MAP.columns).filter(([name]) => !targets.includes(name))),
        });
    expect(without('arm')).toThrow(/needs "arm"/);
    expect(without('sentAt')).toThrow(/needs "sentAt"/);
    expect(without('userId')).toThrow(/"orderId": "line"/);
    expect(without('converted', 'revenue')).toThrow(/needs outcomes/);
    expect(() => checkMap({ ...MAP, kind: 'events', columns: { userId: 'id', event: 'e' } })).toThrow(/"experiment"/);
  });

  it('shares as planned are what the sample ratio is held against', async () => {
    const rows = Array.from(
      { length: 4_000 },
      (_, n) => `p${n},${n % 4 === 0 ? '없음' : 'x'},2026-03-01,${n % 2},${n % 2}`,
    );
    const text = [HEADER, ...rows].join('\n');
    const planned = { ...MAP, experiment: { ...MAP.experiment, shares: { 없음: 1, x: 3 } } };
    expect((await reportOfFile('s.csv', text, planned)).experiment?.sampleRatio).toMatchObject({ p: 1, alarm: false });
    expect((await reportOfFile('s.csv', text, MAP)).experiment?.sampleRatio?.alarm).toBe(true);
  });
});
