import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { createMemberStore, type Member } from '../../../shared/segments/member-store.ts';
import type { Rule } from '../../../shared/segments/rule.ts';
import { MAX_CHAIN } from '../../../shared/segments/segment-graph.ts';
import { createSegmentStore } from '../../../shared/segments/segment-store.ts';
import { createDefinitionStore } from '../../../shared/settings/definition-store.ts';
import { evaluateBusy } from '../../support/busy-customer.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';

const NOW = Date.parse('2026-11-22T12:00:00+09:00');
const clock = () => NOW;

describe('segments in their tables', () => {
  let database: TestDynamo;
  let segments: ReturnType<typeof createSegmentStore>;

  beforeAll(async () => {
    database = await startDynamo(['definitions', 'members', 'events', 'messages']);
    const definitions = createDefinitionStore(database.dynamo, database.tables.definitions, clock);
    segments = createSegmentStore(definitions, createComputedStore(definitions, clock));
  });
  afterAll(() => database?.stop());

  const asks = (id: string): Rule => ({ any: [{ segment: id }, { trait: 'city', is: id }] });
  const body = (rule: Rule) => ({ name: 'a segment', rule });
  const plain: Rule = { trait: 'city', is: 'Seoul' };

  describe('a segment that would depend on itself', () => {
    it('is refused when it is made and when another one is changed, with the way back named', async () => {
      await expect(segments.create('self', body(asks('self')))).rejects.toThrow(/depend on itself: self → self/);
      await segments.create('a', body(plain));
      await segments.create('b', body(asks('a')));
      await segments.create('c', body({ not: asks('b') }));
      await expect(segments.update('a', body(asks('c')), undefined)).rejects.toThrow(/a → c → b → a/);
      expect((await segments.get('a')).rule).toEqual(plain);
      await segments.update('c', body(plain), undefined);
      await segments.update('a', body(asks('c')), undefined);
      await expect(segments.update('c', body({ all: [asks('b')] }), undefined)).rejects.toThrow(/c → b → a → c/);
    });

    it('cannot come to be by two changes at the same moment', async () => {
      for (let round = 0; round < 5; round++) {
        const [x, y] = [`x${round}`, `y${round}`];
        await segments.create(x, body(plain));
        await segments.create(y, body(plain));
        const outcomes = await Promise.allSettled([
          segments.update(x, body(asks(y)), undefined),
          segments.update(y, body(asks(x)), undefined),
        ]);
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        const refused = outcomes.find((outcome) => outcome.status === 'rejected');
        expect(String(refused?.reason)).toContain('depend on itself');
      }
    });

    it('is refused where too many would depend on each other in a row, from either end', async () => {
      await segments.create('row0', body(plain));
      for (let place = 1; place < MAX_CHAIN; place++)
        await segments.create(`row${place}`, body(asks(`row${place - 1}`)));
      const told = new RegExp(
        `${MAX_CHAIN + 1} segments would depend on each other in a row .* at most ${MAX_CHAIN} may`,
      );
      await expect(segments.create('longer', body(asks(`row${MAX_CHAIN - 1}`)))).rejects.toThrow(told);
      await segments.create('bottom', body(plain));
      await expect(segments.update('row0', body(asks('bottom')), undefined)).rejects.toThrow(told);
    });
  });

  it('tells who uses a segment that is to be archived, and takes no rule that asks for an archived one', async () => {
    await segments.create('used', body(plain));
    await segments.create('user', body(asks('used')));
    const nobody = async () => [];
    await expect(segments.archive('used', nobody)).rejects.toThrow('The segment "used" is used by user;');
    await expect(segments.archive('user', async () => ['spring'])).rejects.toThrow('is used by spring;');
    await segments.archive('user', nobody);
    await segments.archive('used', nobody);
    await expect(segments.create('late', body(asks('used')))).rejects.toThrow('"used" does not exist or is archived');
  });

  it('lets one of two writers through who read the same version', async () => {
    const { version } = await segments.create('raced', body(plain));
    const writes = await Promise.allSettled([
      segments.update('raced', body(asks('rfm:lost')), version),
      segments.update('raced', body(asks('rfm:champions')), version),
    ]);
    expect(writes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(writes.find((write) => write.status === 'rejected')?.reason).toMatchObject({ code: 'precondition_failed' });
  });

  it('keeps every stay of a person who comes and goes, so that each run’s members can be told', async () => {
    const members = createMemberStore(database.dynamo, database.tables.members);
    const run = (n: number) => `run-${n}`;
    const entry = (n: number) => ({
      ...{
        segmentId: 'seg',
        customerId: 'u:kim',
        runId: run(n),
        base: run(n - 1),
        since: `2026-11-0${n}`,
        initial: false,
      },
    });
    await members.enter(entry(1));
    await members.enter(entry(1));
    await members.leave('seg', 'u:kim', run(3));
    await members.enter(entry(5));
    await members.enter(entry(5));
    await members.leave('seg', 'u:kim', run(7));
    // Left only in a run that never succeeded: the stay goes on.
    await members.enter({ ...entry(8), base: run(6) });
    const at = async (n: number): Promise<Member | undefined> => members.find('seg', 'u:kim', run(n));
    const inside = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8].map(async (n) => (await at(n))?.since));
    const [first, second] = ['2026-11-01', '2026-11-05'];
    expect(inside).toEqual([undefined, first, first, undefined, undefined, second, second, second, second]);
    const bucket = async (n: number) => {
      const found = [];
      for await (const member of members.everyMember('seg', run(n))) found.push(member.since);
      return found;
    };
    expect(await bucket(2)).toEqual([first]);
    expect(await bucket(4)).toEqual([]);
    expect(await bucket(6)).toEqual([second]);
  });

  it('evaluates somebody with 10,000 events in as many reads as they have megabytes, keeping only what rules ask for', async () => {
    const { reads, most, kept, holds } = await evaluateBusy(database, 10_000, NOW);
    expect(holds).toEqual([true, true, true]);
    expect(reads).toBeLessThanOrEqual(most);
    expect(kept).toEqual({ events: 10_000, properties: ['category', 'total'] });
  });
});
