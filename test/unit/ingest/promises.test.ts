import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW, trackCall } from '../../support/calls.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { ingestOn, itemsOf } from '../../support/ingest.ts';

/** What a put may meet: refused before it was written, or written with the answer lost. */
type Fault = 'none' | 'throttled' | 'lost';

/** One call of a request: few people, times and ids, so that they collide. `bad` is bad for good. */
interface Said {
  readonly user: number;
  readonly time: number;
  readonly id: number;
  readonly value: number;
  readonly bad: boolean;
}

const said = fc.record({
  user: fc.nat(2),
  time: fc.nat(2),
  id: fc.nat(3),
  value: fc.nat(100),
  bad: fc.constantFrom(false, false, false, true),
});
const requests = fc.array(
  fc.record({
    calls: fc.array(said, { minLength: 1, maxLength: 6 }),
    faults: fc.array(fc.constantFrom<Fault>('none', 'none', 'none', 'throttled', 'lost'), { maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 6 },
);

const times = [undefined, '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'];

describe('what ingest promises', () => {
  let local: TestDynamo;
  let faults: Fault[] = [];
  let now = NOW;
  let world = 0;

  beforeAll(async () => {
    local = await startDynamo(['events', 'definitions']);
    local.client.middlewareStack.add(
      (next, context) => async (args) => {
        const fault = context.commandName === 'PutItemCommand' ? (faults.shift() ?? 'none') : 'none';
        const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
        if (fault === 'throttled') throw throttled;
        const answer = await next(args);
        if (fault === 'lost') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
        return answer;
      },
      { step: 'initialize', name: 'faults' },
    );
  });
  afterAll(() => local.stop());

  it('accepted means stored, stored means once, and the first word stays (P1, P2)', async () => {
    const ingest = await ingestOn(local, { clock: () => now });
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(requests, async (plan) => {
        world += 1;
        const callOf = ({ user, time, id, value, bad }: Said) =>
          trackCall({
            userId: bad ? 'null' : `w${world}-${user}`,
            messageId: `m${id}`,
            timestamp: times[time],
            properties: { value },
          });
        /** The naive model: key → values that may stand there. Once read from the table, only that one. */
        const model = new Map<string, Set<string>>();
        const mine = [0, 1, 2].map((user) => `u:w${world}-${user}`);
        const checkTable = async (complete: boolean): Promise<void> => {
          const items = await itemsOf(local, mine);
          for (const item of items) {
            const allowed = model.get(`${item.person} ${item.key}`);
            expect([...(allowed ?? [])]).toContain(item.body);
            model.set(`${item.person} ${item.key}`, new Set([item.body ?? '']));
          }
          if (complete) expect(items).toHaveLength(model.size);
        };

        for (const { calls, faults: planned } of plan) {
          const inThisRequest = new Set<string>();
          for (const call of calls.filter(({ bad }) => !bad)) {
            const key = `u:w${world}-${call.user} ${times[call.time] ?? '-'}#m${call.id}`;
            // Within a request the first of a key counts.
            if (!inThisRequest.has(key) && !model.has(key)) {
              model.set(key, new Set([JSON.stringify({ properties: { value: call.value } })]));
            }
            inThisRequest.add(key);
          }
          const batch = calls.map(callOf);
          const bad = calls.flatMap((call, index) => (call.bad ? [index] : []));
          faults = [...planned];
          let answer = await ingest.post('/v1/batch', { batch });
          for (let tries = 0; answer.status === 429 || answer.status === 503; tries++) {
            statuses.add(answer.status);
            expect(Number(answer.headers?.['retry-after'])).toBeGreaterThan(0);
            expect(answer.success).toBeUndefined();
            await checkTable(false);
            expect(tries).toBeLessThan(10);
            now += 60_000;
            answer = await ingest.post('/v1/batch', { batch });
          }
          faults = [];
          expect(answer.status).toBe(bad.length === calls.length ? 400 : 200);
          expect((answer.errors ?? []).map(({ index }) => index)).toEqual(bad);
          await checkTable(true);
        }
      }),
      { numRuns: 30, seed: 20261123 },
    );
    expect(statuses).toEqual(new Set([429, 503]));
  });

  it('answers for the whole batch when a retry can cure a part of it, though another part is bad for good', async () => {
    const ingest = await ingestOn(local);
    const batch = [trackCall({ userId: 'mixed' }), trackCall({ userId: 'null' })];
    faults = Array<Fault>(3).fill('throttled');
    expect(await ingest.post('/v1/batch', { batch })).toMatchObject({ status: 429, error: { code: 'rate_limited' } });
    faults = [];
    expect((await ingest.post('/v1/batch', { batch })).errors).toHaveLength(1);
  });

  it('asks for a retry even of a write that fails for an unknown reason', async () => {
    const ingest = await ingestOn({ ...local, tables: { ...local.tables, events: 'no-such-table' } });
    expect(await ingest.post('/v1/track', trackCall())).toMatchObject({ status: 503, error: { code: 'unavailable' } });
  });
});
