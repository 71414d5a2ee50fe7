import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allowanceOf } from '../../../shared/delivery/carry-on.ts';
import type { Message } from '../../../shared/delivery/message.ts';
import { createRateStore } from '../../../shared/delivery/rate-store.ts';
import { DAY, MINUTE, toEpochSeconds } from '../../../shared/platform/clock.ts';
import type { Profile } from '../../../shared/profiles/profile.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from './fake-provider.ts';
import { createShop, type Shop, SMS_AD } from './shop.ts';

let test: TestDynamo;
let shop: Shop;
let count = 0;
let id = '';

beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());
beforeEach(() => {
  count += 1;
  id = `t${count}`;
  shop = createShop(test, '2026-11-23T01:00:00.000Z');
});

const person = async (name: string, fields: Partial<Profile> = {}): Promise<string> => {
  const customerId = `u:${id}-${name}`;
  await shop.addCustomer(customerId, { contacts: { email: `${id}-${name}@example.com` }, ...fields });
  await shop.say(customerId, 'email', 'ad', 'granted');
  return customerId;
};

const audience = (ids: readonly string[]) => ({ audience: { list: ids.map((each) => each.slice(2)) } });

const rowOf = async (customerId: string): Promise<Message | undefined> => shop.messages.find(customerId, `${id}#0#0`);

/** When somebody was really written to, by ticks a quarter of an hour apart. */
const handOvers = async (provider: ReturnType<typeof createFakeProvider>, hours: number): Promise<void> => {
  for (let n = 0; n < hours * 4; n++) {
    await shop.tick();
    await shop.sendAll(provider);
    shop.advance(15 * MINUTE);
  }
};

describe('a campaign at a local time', () => {
  it('reaches everybody at that time of their own clock across a clock change, without a zone at the project’s (peer defect 12)', async () => {
    // In New York the clocks go back on 1 November 2026 at 06:00 UTC, in Berlin they did a week before.
    shop.setClock('2026-10-31T00:00:00.000Z');
    const people = {
      newYork: await person('ny', { traits: { name: 'A', timezone: 'America/New_York' }, country: 'US' }),
      berlin: await person('b', { traits: { name: 'B' }, timezone: 'Europe/Berlin', country: 'DE' }),
      tokyo: await person('jp', { traits: { name: 'C' }, country: 'JP' }),
      nowhere: await person('kr', { traits: { name: 'D' }, country: 'KR' }),
    };
    await shop.addCampaign(id, { ...audience(Object.values(people)), at: '2026-11-01T10:00' });
    await shop.launch(id);
    expect((await shop.sends.state(id))?.startAt).toBe('2026-10-31T20:00:00.000Z');
    const provider = createFakeProvider('email');
    await handOvers(provider, 48);
    const times = await Promise.all(
      Object.values(people).map(async (each) => (await rowOf(each))?.handedOverAt?.slice(0, 16)),
    );
    expect(times).toEqual(['2026-11-01T15:00', '2026-11-01T09:00', '2026-11-01T01:00', '2026-11-01T01:00']);
    expect(provider.accepted).toHaveLength(4);
    expect((await rowOf(people.newYork))?.plan).toMatchObject({
      zone: 'America/New_York',
      zoneBy: 'said',
      by: 'localTime',
    });
    expect((await rowOf(people.nowhere))?.plan).toMatchObject({ zone: 'Asia/Seoul', zoneBy: 'country' });
    expect((await shop.sends.state(id))?.status).toBe('done');
  });

  it('waits where a country has several zones until the hour has come in all of them', async () => {
    const somewhere = await person('us', { country: 'US', traits: {} });
    await shop.addCampaign(id, { ...audience([somewhere]), at: '2026-11-24T10:00' }, { ...EMAIL, html: '<p>hi</p>' });
    await shop.launch(id);
    await handOvers(createFakeProvider('email'), 72);
    // 10:00 in Hawaii.
    expect((await rowOf(somewhere))?.handedOverAt).toBe('2026-11-24T20:00:00.000Z');
  });
});

const EMAIL = { name: 'n', channel: 'email', purpose: 'ad', language: 'ko', subject: 'hello' };

describe('a campaign at usual hours', () => {
  it('writes at the hour learned from a person’s clicks, keeps the reason, and writes at the named hour where it is not known', async () => {
    const regular = await person('regular');
    const stranger = await person('stranger');
    for (const daysAgo of [2, 5, 9, 14, 30]) {
      const at = new Date(Date.parse('2026-11-22T11:20:05.000Z') - daysAgo * DAY).toISOString();
      const row: Message = {
        ...{
          customerId: regular,
          key: `old${daysAgo}#0#0`,
          campaignId: `old${daysAgo}`,
          channel: 'email',
          purpose: 'ad',
        },
        ...{ arm: 'a', ref: 'r', status: 'sent', at, attempts: 1, handedOverAt: at, clickedHumanAt: at },
        expiresAt: toEpochSeconds(Date.parse('2027-11-22T00:00:00Z')),
      };
      await shop.messages.put(row, undefined);
    }
    await shop.addCampaign(id, { ...audience([regular, stranger]), timing: { usualHour: { otherwise: '12:00' } } });
    await shop.launch(id);
    const provider = createFakeProvider('email');
    await handOvers(provider, 24);
    const [known, unknown] = await Promise.all([rowOf(regular), rowOf(stranger)]);
    expect(known?.handedOverAt).toBe('2026-11-23T11:00:00.000Z');
    expect(known?.plan).toMatchObject({ by: 'usualHour', hour: 20, near: 5, visits: 5 });
    expect(unknown?.handedOverAt).toBe('2026-11-23T03:00:00.000Z');
    expect(unknown?.plan).toMatchObject({ by: 'otherwise', visits: 0 });
  });
});

describe('a campaign in windows', () => {
  it('writes within them only, whatever kept it waiting', async () => {
    const ids = [await person('a'), await person('b')];
    const windows = [{ days: [3], from: '14:00', to: '15:00' }];
    await shop.addCampaign(id, { ...audience(ids), timing: { windows } });
    await shop.launch(id);
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    expect((await rowOf(ids[0] ?? ''))?.reason).toBe('window');
    expect((await rowOf(ids[0] ?? ''))?.until).toBe('2026-11-25T05:00:00.000Z');
    // The stack stood still while the window was open: the next one is waited for.
    shop.setClock('2026-11-25T06:00:00.000Z');
    await shop.tick();
    await shop.sendAll(provider);
    expect(provider.accepted).toHaveLength(0);
    expect((await rowOf(ids[1] ?? ''))?.until).toBe('2026-12-02T05:00:00.000Z');
    shop.setClock('2026-12-02T05:00:00.000Z');
    await shop.tick();
    await shop.sendAll(provider);
    expect(provider.accepted).toHaveLength(2);
  });
});

describe('a throttled campaign', () => {
  it('hands over no more in any minute than it may, over two workers, and reaches everybody', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 23; n++) ids.push(await person(`n${n}`));
    await shop.addCampaign(id, { ...audience(ids), timing: { throttle: { messages: 5, per: 'minute' } } });
    await shop.launch(id);
    expect(shop.queued).toEqual([]);
    const provider = createFakeProvider('email');
    const workers = [shop.sender(provider.adapter), shop.sender(provider.adapter)];
    for (let minute = 0; minute < 12; minute++) {
      await shop.tick();
      const keys = shop.queued.splice(0);
      await Promise.all(keys.map((key, index) => workers[index % 2]?.(key, Number.POSITIVE_INFINITY)));
      shop.advance(MINUTE);
    }
    const perMinute = new Map<string, number>();
    for (const each of ids) {
      const minute = (await rowOf(each))?.handedOverAt?.slice(0, 16) ?? 'never';
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    }
    expect(perMinute.has('never')).toBe(false);
    expect(Math.max(...perMinute.values())).toBeLessThanOrEqual(5);
    expect(provider.accepted).toHaveLength(23);
    expect((await shop.sends.state(id))?.status).toBe('done');
  });
});

describe('the allowance of a minute', () => {
  it('stays spent for a worker that is late, and whose own minute is over elsewhere', async () => {
    const rates = createRateStore(test.dynamo, test.tables.sends, shop.clock);
    const first = Date.parse('2026-11-23T01:00:00Z');
    expect(await rates.takeOfPeriod(id, first, 5, 5)).toBe(5);
    expect(await rates.takeOfPeriod(id, first + MINUTE, 5, 5)).toBe(5);
    expect(await rates.takeOfPeriod(id, first, 5, 5)).toBe('late');
    expect(await rates.takeOfPeriod(id, first + MINUTE, 5, 5)).toBe(0);
  });
});

describe('a message with an end to its use', () => {
  it('is skipped as too late, at once where the wait would outlast it, and after a pause that did', async () => {
    shop.setClock('2026-11-23T12:30:00.000Z');
    const evening = await person('evening', { contacts: { phone: `+8210${String(count).padStart(8, '0')}` } });
    await shop.say(evening, 'sms', 'ad', 'granted');
    await shop.addCampaign(id, { ...audience([evening]), channel: 'sms', expiresAfter: 180 }, SMS_AD);
    await shop.launch(id);
    await shop.sendAll(createFakeProvider('sms'));
    expect(await rowOf(evening)).toMatchObject({ status: 'skipped', reason: 'tooLate' });

    id = `${id}-b`;
    const [early, late] = [await person('early'), await person('late')];
    await shop.addCampaign(id, { ...audience([early, late]), expiresAfter: 60 });
    await shop.launch(id);
    const provider = createFakeProvider('email');
    const [first] = shop.queued.splice(0, 1);
    if (first) await shop.sender(provider.adapter)(first, Number.POSITIVE_INFINITY);
    shop.advance(60 * MINUTE);
    await shop.sendAll(provider);
    const reasons = (await Promise.all([early, late].map(rowOf))).map((row) => row?.reason ?? row?.status);
    expect(reasons.sort()).toEqual(['sent', 'tooLate']);
  });
});

describe('what waits for the morning', () => {
  it('comes back to the queue no faster than the provider’s rate takes it', async () => {
    const size = 45;
    shop.setClock('2026-11-23T12:30:00.000Z');
    await shop.addCampaign(id, audience([await person('only')]));
    const { snapshot } = await shop.preflight(id);
    if (!snapshot) throw new Error('no snapshot');
    const at = '2026-11-23T12:30:00.000Z';
    const times = { startAt: at, launchedAt: at, updatedAt: at };
    await shop.sends.create({ campaignId: id, status: 'sending', channel: 'email', ...times }, snapshot);
    await shop.buckets.openBuckets(id);
    let last = await shop.buckets.bucket(id, '00');
    for (let n = 0; n < size; n++) {
      const ids = [`u:${id}-${n}`];
      last =
        last && (await shop.buckets.addChunk(last, { ids, control: 0, holdout: 0, through: `${n}`, isHeld: true }));
    }
    shop.setClock('2026-11-23T23:00:00.000Z');
    const queued: number[] = [];
    const allowance = (await allowanceOf(shop.common)).get('email') ?? 0;
    for (let minute = 0; minute < 4; minute++) {
      shop.queued.splice(0);
      await shop.tick();
      queued.push(shop.queued.length);
      // The worker's side: each key's chunk is leased and closed before the next minute.
      for (const key of shop.queued) await shop.chunks.lease(key, 'w', '2027-01-01T00:00:00.000Z', false);
      shop.advance(MINUTE);
    }
    expect(Math.max(...queued)).toBeLessThanOrEqual(allowance);
    expect(queued.reduce((sum, each) => sum + each, 0)).toBe(size);
  });
});
