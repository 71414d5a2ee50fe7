import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasArrived } from '../../../shared/delivery/arrival.ts';
import { triedOf } from '../../../shared/delivery/chain.ts';
import type { ChannelAdapter } from '../../../shared/delivery/channel.ts';
import type { Message } from '../../../shared/delivery/message.ts';
import type { Fact } from '../../../shared/feedback/fact.ts';
import { createFeedbackDeps } from '../../../shared/feedback/feedback-deps.ts';
import { recordReceipt } from '../../../shared/feedback/record-receipt.ts';
import { add, count } from '../../../shared/insights/counters.ts';
import { messageContribution } from '../../../shared/insights/message-counters.ts';
import { DAY, MINUTE, toIso } from '../../../shared/platform/clock.ts';
import { TEMPLATE } from '../../../shared/templates/template.ts';
import { parseRef, wayRef } from '../../../shared/tracking/ref.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { type Accepted, createFakeProvider, type Fate } from './fake-provider.ts';
import { Killed } from './mortal.ts';
import { createShop, EMAIL_AD, inOneChunk, SECRET, SMS_AD } from './shop.ts';

let test: TestDynamo;
let runs = 0;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

const AFTER = 10;
const FALLBACK = (id: string, on?: readonly string[]) => [
  { channel: 'sms', templateId: `text-${id}`, afterMinutes: AFTER, ...(on ? { on } : {}) },
  { channel: 'email', templateId: `last-${id}`, afterMinutes: AFTER, ...(on ? { on } : {}) },
];

/** What becomes of one message after its provider has taken it. */
type Course = 'delivered' | 'twice' | 'late' | 'bounced' | 'lateBounce' | 'silent';

interface World {
  readonly size: number;
  readonly on?: readonly string[];
  readonly control?: number;
  readonly fate: () => Fate;
  readonly course: (ref: string) => Course;
  /** Further parts of the campaign. */
  readonly more?: object;
  /** Dies on the next call of a table, at a random place. */
  readonly kill?: () => number | undefined;
}

/** A campaign of e-mail, then a text, then another e-mail, to people of whom some lack an address or a consent. */
const createWorld = async ({ size, on, control = 0, fate, course, kill, more = {} }: World) => {
  runs += 1;
  const id = `chain${runs}`;
  const shop = createShop(test, '2026-11-23T01:00:00.000Z');
  const names = inOneChunk(id, size);
  for (const [index, name] of names.entries()) {
    const phone = `+8210${String(10_000_000 + runs * 1_000 + index)}`;
    const lacks = index % 5;
    await shop.addCustomer(`u:${name}`, {
      contacts: { ...(lacks === 1 ? {} : { email: `${name}@example.com` }), ...(lacks === 2 ? {} : { phone }) },
    });
    if (lacks !== 3) await shop.say(`u:${name}`, 'email', 'ad', 'granted');
    if (lacks !== 4) await shop.say(`u:${name}`, 'sms', 'ad', 'granted');
  }
  await shop.definitions.save(TEMPLATE, `text-${id}`, SMS_AD);
  await shop.definitions.save(TEMPLATE, `last-${id}`, { ...EMAIL_AD, subject: '마지막 안내' });
  const goal = { event: 'Order Completed', windowDays: 14 };
  await shop.addCampaign(id, { audience: { list: names }, fallback: FALLBACK(id, on), control, goal, ...more });

  const handed: (Accepted & { at: number })[] = [];
  const timed = (provider: ReturnType<typeof createFakeProvider>): ChannelAdapter => ({
    ...provider.adapter,
    prepare: async (outgoing) => {
      const call = await provider.adapter.prepare(outgoing);
      return async () => {
        const before = provider.accepted.length;
        const answer = await call();
        handed.push(...provider.accepted.slice(before).map((one) => ({ ...one, at: shop.clock() })));
        return answer;
      };
    },
  });
  const adapters = { email: timed(createFakeProvider('email', fate)), sms: timed(createFakeProvider('sms', fate)) };
  const deps = await createFeedbackDeps({
    dynamo: test.dynamo,
    clock: shop.clock,
    signingKey: async () => SECRET,
    tables: { ...test.tables, chunks: test.tables.sends },
  })();
  const told = new Set<string>();
  const tell = async (ref: string, name: string, fact: Fact): Promise<void> => {
    const channel = parseRef(ref).link === 1 ? 'sms' : 'email';
    told.add(`${ref} ${name}`);
    await recordReceipt(
      deps,
      { kind: 'receipt', channel, ref, providerId: undefined, addresses: [], facts: [fact] },
      toIso(shop.clock()),
    );
  };
  /** What each course says `minutes` after its hand-over. */
  const hear = async (): Promise<void> => {
    for (const { ref, at } of [...handed].reverse()) {
      const minutes = Math.floor((shop.clock() - at) / MINUTE);
      const what = course(ref);
      const delivered: Fact = { kind: 'delivered', at: toIso(at + 1_000) };
      const bounced = { kind: 'bounced', type: 'Transient', subType: 'General', deadAddress: false } as const;
      if (minutes === 2 && (what === 'delivered' || what === 'twice')) await tell(ref, 'delivered', delivered);
      if (minutes === 4 && what === 'twice') await tell(ref, 'delivered', delivered);
      if (minutes === 2 && what === 'bounced') await tell(ref, 'bounced', { ...bounced, at: toIso(shop.clock()) });
      if (minutes === AFTER + 4 && what === 'late') await tell(ref, 'delivered', delivered);
      if (minutes === AFTER + 4 && what === 'lateBounce')
        await tell(ref, 'bounced', { ...bounced, at: toIso(shop.clock()) });
    }
  };
  const work = async (): Promise<void> => {
    await shop.tick();
    for (let key = shop.queued.shift(); key; key = shop.queued.shift()) {
      const channel = shop.turns.get(`${key.campaignId}/${key.bucket}/${key.chunk}`);
      if (channel !== 'email' && channel !== 'sms') continue;
      const left = kill?.();
      let calls = 0;
      const dying = new Proxy(test.dynamo, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (name !== 'send' || typeof value !== 'function') return value;
          return async (...args: unknown[]) => {
            calls += 1;
            if (left !== undefined && calls > left) throw new Killed();
            return Reflect.apply(value, target, args);
          };
        },
      });
      await shop
        .sender(adapters[channel], left === undefined ? undefined : dying)(key, Number.POSITIVE_INFINITY)
        .catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
    }
  };
  const minute = async (): Promise<void> => {
    await hear();
    await work();
    shop.advance(MINUTE);
  };
  const rows = async (): Promise<Message[]> => (await shop.ledger(id)).rows;
  return { id, shop, names, handed, tell, told, minute, work, rows, deps };
};

const untilDone = async (world: Awaited<ReturnType<typeof createWorld>>): Promise<void> => {
  for (let n = 0; n < 90 && (await world.shop.sends.state(world.id))?.status !== 'done'; n++) await world.minute();
  // What comes after the end still counts.
  for (let n = 0; n < AFTER + 5; n++) await world.minute();
  expect((await world.shop.sends.state(world.id))?.status).toBe('done');
};

describe('a message with several ways', () => {
  it('goes by the next way where the one before is known to have failed, or nothing was heard in time', async () => {
    const courses: Record<number, Course> = { 0: 'bounced', 2: 'delivered', 5: 'silent', 10: 'late' };
    const world = await createWorld({
      size: 11,
      fate: () => 'accept',
      course: (ref) => {
        const { index, link = 0 } = parseRef(ref);
        return link === 0 ? (courses[index] ?? 'delivered') : 'delivered';
      },
    });
    await world.shop.launch(world.id);
    const place = async (index: number) => {
      const { ids } = await world.shop.ledger(world.id);
      return (await world.rows()).find(({ customerId }) => customerId === ids[index]);
    };
    await untilDone(world);
    const ways = async (index: number) => {
      const row = await place(index);
      return row && [...triedOf(row)].sort(([left], [right]) => left - right).map(([link, way]) => [link, way.status]);
    };
    const { ids } = await world.shop.ledger(world.id);
    const lacks = ids.map((one) => world.names.indexOf(one.slice(2)) % 5);
    // Each index is another person's: the course goes by the place in the chunk, what they lack by their name.
    for (const [index, lack] of lacks.entries()) {
      const found = await ways(index);
      const failed = index === 0 || index === 5 || index === 10;
      if (lack === 1 || lack === 3)
        expect(found).toEqual([
          [0, 'skipped'],
          [1, 'sent'],
        ]);
      else if (!failed) expect(found).toEqual([[0, 'sent']]);
      else if (lack === 2 || lack === 4)
        expect(found).toEqual([
          [0, 'sent'],
          [1, 'skipped'],
          [2, 'sent'],
        ]);
      else
        expect(found).toEqual([
          [0, 'sent'],
          [1, 'sent'],
        ]);
    }
    const sum = add(...(await world.rows()).map(messageContribution));
    expect(count(sum, 'status.sent')).toBe(11);
    expect(count(sum, 'costMilli.KRW')).toBe(world.handed.length * 150);
  });

  it('what is known to have arrived too late calls off a way that waits for the morning', async () => {
    const world = await createWorld({ size: 5, fate: () => 'accept', course: () => 'silent' });
    // 20:52 in Seoul: the mail goes, the text ten minutes later would come after nine.
    world.shop.setClock('2026-11-23T11:52:00.000Z');
    await world.shop.launch(world.id);
    for (let n = 0; n < AFTER + 3; n++) await world.minute();
    const waiting = (await world.rows()).filter(
      ({ status, links }) => status === 'deferred' && links?.['0']?.status === 'sent',
    );
    expect(waiting.length).toBeGreaterThan(0);
    for (const row of waiting) {
      expect(row).toMatchObject({ link: 1, reason: 'quietHours' });
      const ref = row.links?.['0']?.ref ?? '';
      await world.tell(ref, 'delivered', { kind: 'delivered', at: toIso(world.shop.clock()) });
    }
    const before = world.handed.length;
    world.shop.setClock('2026-11-24T00:00:00.000Z');
    await world.minute();
    await world.minute();
    const called = (await world.rows()).filter(({ link, links }) => link === 0 && links?.['1']);
    expect(called.length).toBe(waiting.length);
    for (const row of called) {
      expect(row.status).toBe('sent');
      expect(row.links?.['1']).toMatchObject({ status: 'skipped', reason: 'cancelled' });
    }
    // Only who lacks a mail got the text.
    expect(world.handed.slice(before).every(({ ref }) => !called.some((row) => ref.startsWith(row.ref)))).toBe(true);
  });

  it('a winner is for whom nothing was tried yet: nobody else leaves their arm or gets another offer', async () => {
    const arms = [
      { id: 'x', offer: '10%' },
      { id: 'y', offer: '20%' },
    ];
    const world = await createWorld({ size: 20, fate: () => 'accept', course: () => 'silent', more: { arms } });
    await world.shop.launch(world.id);
    await world.minute();
    const armsOf = async () => new Map((await world.rows()).map(({ customerId, arm }) => [customerId, arm]));
    const before = await armsOf();
    expect(new Set(before.values())).toEqual(new Set(['x', 'y']));
    await world.shop.sends.setWinner(world.id, { arm: 'x', at: toIso(world.shop.clock()) });
    await untilDone(world);
    expect(world.handed.length).toBeGreaterThan(before.size);
    expect(await armsOf()).toEqual(before);
  });

  it('the first stage lasts until its messages have gone all their ways', async () => {
    const more = { stages: { first: 4, waitMinutes: 60 } };
    const world = await createWorld({ size: 20, fate: () => 'accept', course: () => 'silent', more });
    await world.shop.launch(world.id);
    const stage = async () => (await world.shop.sends.state(world.id))?.stage?.phase;
    for (let n = 0; n < AFTER; n++) await world.minute();
    expect(await stage()).toBe('first');
    for (let n = 0; n < 2 * AFTER && (await stage()) === 'first'; n++) await world.minute();
    expect(await stage()).toBe('wait');
    const refs = world.handed.map(({ ref }) => ref);
    expect(new Set((await world.rows()).map(({ customerId }) => customerId)).size).toBe(4);
    expect(refs.some((ref) => parseRef(ref).link === 1)).toBe(true);
    expect(new Set(refs.map((ref) => wayRef(ref, 0))).size).toBeLessThanOrEqual(4);
    await world.shop.sends.moveStage(world.id, 'wait', 'rest');
    await untilDone(world);
  });

  it('an answer of a provider that comes after another way stands for the message is still kept', async () => {
    const world = await createWorld({ size: 5, fate: () => 'accept', course: () => 'silent' });
    await world.shop.launch(world.id);
    await world.minute();
    const [row] = (await world.rows()).filter(({ channel }) => channel === 'email');
    if (!row) throw new Error('Somebody got a mail.');
    const at = toIso(world.shop.clock());
    const text = {
      ...row,
      link: 1,
      channel: 'sms',
      ref: wayRef(row.ref, 1),
      status: 'claimed',
      claimId: 'text',
      at,
    } as const;
    expect(await world.shop.messages.put(text, row)).toBe(true);
    await world.tell(row.ref, 'delivered', { kind: 'delivered', at });
    const known = await world.shop.messages.find(row.customerId, row.key);
    // What is under way stands in any case; once it is given up, the mail does.
    await world.shop.messages.giveUp(known ?? row);
    await world.shop.messages.recompose(row);
    expect(await world.shop.messages.find(row.customerId, row.key)).toMatchObject({ link: 0 });
    await world.shop.messages.settle(text, 'text', { status: 'sent', providerId: 'P1' });
    const after = await world.shop.messages.find(row.customerId, row.key);
    expect(after).toMatchObject({ link: 0, links: { 1: { status: 'sent', providerId: 'P1' } } });
    await untilDone(world);
  });

  it('of unknown outcome is closed at the horizon, even if it stands for the message only since another came back late', async () => {
    let isLost = false;
    const course = (ref: string): Course => (parseRef(ref).link === 1 ? 'silent' : 'lateBounce');
    const world = await createWorld({ size: 5, fate: () => (isLost ? 'void' : 'accept'), course });
    await world.shop.launch(world.id);
    for (let n = 0; n < 60; n++) {
      // The first way is taken, the second not answered, the third taken.
      isLost = n >= AFTER / 2 && n < AFTER * 1.5;
      await world.minute();
    }
    const unsure = (await world.rows()).filter(({ status }) => status === 'unknown');
    expect(unsure.some(({ link, links }) => link === 1 && links?.['0']?.bouncedAt && links['2']?.bouncedAt)).toBe(true);
    world.shop.advance(4 * DAY);
    await world.minute();
    const closed = (await world.rows()).filter(({ status }) => status === 'unknown');
    expect(closed.map(({ reason }) => reason)).toEqual(unsure.map(() => 'noReceipt'));
  });

  it('with known failures only, silence leads nowhere', async () => {
    const world = await createWorld({
      size: 6,
      on: ['noContact', 'bounced', 'undelivered'],
      fate: () => 'accept',
      course: () => 'silent',
    });
    await world.shop.launch(world.id);
    await untilDone(world);
    expect(new Set(world.handed.map(({ ref }) => ref.split('_').slice(0, 4).join('_'))).size).toBe(world.handed.length);
  });

  it('people held back are judged by the same ways, and stand outside the audience all the while', async () => {
    const world = await createWorld({ size: 40, control: 0.5, fate: () => 'accept', course: () => 'delivered' });
    await world.shop.launch(world.id);
    await untilDone(world);
    const rows = await world.rows();
    const held = rows.filter(({ arm }) => arm === 'control');
    expect(held.length).toBeGreaterThan(10);
    expect(held.every(({ status, eligible }) => status === 'control' && eligible)).toBe(true);
    expect(new Set(held.map(({ link }) => link))).toEqual(new Set([0, 1]));
    expect(rows.filter(({ arm }) => arm !== 'control').every(({ status }) => status === 'sent')).toBe(true);
  });

  it('whatever is lost, killed, doubled or late: no way twice, no second one before its time, and the sums are whole', async () => {
    const fates = fc.constantFrom<Fate>('accept', 'accept', 'accept', 'accept', 'refuse', 'throttle', 'lost', 'void');
    const courses = fc.constantFrom<Course>('delivered', 'twice', 'late', 'bounced', 'lateBounce', 'silent');
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fates),
        fc.array(courses, { minLength: 24, maxLength: 24 }),
        fc.infiniteStream(fc.option(fc.integer({ min: 1, max: 120 }), { freq: 2, nil: undefined })),
        async (fate, course, kills) => {
          const next = <Value>(stream: Iterator<Value>, otherwise: Value): Value => {
            const { value, done } = stream.next();
            return done ? otherwise : value;
          };
          const [fateOf, killOf] = [fate[Symbol.iterator](), kills[Symbol.iterator]()];
          const world = await createWorld({
            size: 8,
            fate: () => next(fateOf, 'accept'),
            course: (ref) => {
              const { index, link = 0 } = parseRef(ref);
              return course[index * 3 + link] ?? 'silent';
            },
            kill: () => next(killOf, undefined),
          });
          await world.shop.launch(world.id);
          for (let n = 0; n < 130 && (await world.shop.sends.state(world.id))?.status !== 'done'; n++) {
            await world.minute();
            const { audience } = await world.shop.buckets.totals(world.id);
            const sum = add(...(await world.rows()).map(messageContribution));
            const open = ['deferred', 'sent', 'skipped', 'failed', 'unknown'].map((one) => count(sum, `status.${one}`));
            expect(open.reduce((total, one) => total + one, 0)).toBeLessThanOrEqual(audience);
          }
          for (let n = 0; n < AFTER + 5; n++) await world.minute();

          const refs = world.handed.map(({ ref }) => ref);
          expect(new Set(refs).size, 'a way twice').toBe(refs.length);
          const rows = await world.rows();
          expect(rows).toHaveLength(8);
          expect(rows.every(({ status }) => !['claimed', 'deferred'].includes(status))).toBe(true);
          let twice = 0;
          for (const row of rows) {
            const mine = world.handed
              .filter(({ ref }) => [...triedOf(row).values()].some((way) => way.ref === ref))
              .sort((left, right) => left.at - right.at);
            const arrived = mine.filter(({ ref }) => world.told.has(`${ref} delivered`));
            if (arrived.length > 1) twice += 1;
            for (const [index, one] of mine.entries()) {
              const later = mine[index + 1];
              const what = course[parseRef(one.ref).index * 3 + (parseRef(one.ref).link ?? 0)];
              if (!later) continue;
              // Nothing comes after what had arrived; without word only when its time was over.
              expect(what === 'delivered' || what === 'twice', `${one.ref} had arrived`).toBe(false);
              if (what !== 'bounced') expect(later.at - one.at).toBeGreaterThanOrEqual((AFTER - 1) * MINUTE);
            }
            if (arrived.length > 0) expect(row.status).toBe('sent');
            if (arrived.length > 0) expect(hasArrived(row)).toBe(true);
          }
          const sum = add(...rows.map(messageContribution));
          expect(count(sum, 'arrivedTwice')).toBe(twice);
          const sent = rows.flatMap((row) => [...triedOf(row).values()].filter(({ status }) => status === 'sent'));
          expect(count(sum, 'costMilli.KRW')).toBe(sent.length * 150);
          const accepted = new Set(refs);
          expect(sent.every(({ ref }) => accepted.has(ref))).toBe(true);
        },
      ),
      { numRuns: 3, seed: 8 },
    );
  });
});
