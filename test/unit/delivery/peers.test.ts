import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChunkKey } from '../../../shared/campaigns/chunk.ts';
import { launchCampaign } from '../../../shared/campaigns/launch-campaign.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/platform/clock.ts';
import type { Dynamo } from '../../../shared/platform/dynamo.ts';
import { findByEmail } from '../../../shared/profiles/find-customers.ts';
import { suggestDuplicates } from '../../../shared/profiles/suggest-duplicates.ts';
import { SEGMENT_KIND } from '../../../shared/segments/segment.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { trackCall } from '../../support/calls.ts';
import { ingestOn, itemsOf } from '../../support/ingest.ts';
import { type MailHouse, startMailHouse } from './mail-house.ts';
import { EMAIL_AD, inOneChunk } from './shop.ts';

/**
 * Twelve ways in which other tools lose or double messages, each with the moment that makes it happen there. Mails are
 * counted by the provider's own log.
 */
describe('what breaks elsewhere', () => {
  let house: MailHouse;
  let shop: MailHouse['shop'];
  let count = 0;

  beforeAll(async () => {
    house = await startMailHouse('2026-11-23T01:00:00.000Z');
    shop = house.shop;
  });
  afterAll(() => house.stop());

  /** Claims that one worker can hold at once. */
  const LANES = 8;
  const FOREVER = Number.POSITIVE_INFINITY;
  const mailOf = (id: string) => `${id}@example.com`;
  const rowsOf = async (campaign: string) =>
    (await shop.ledger(campaign)).rows.map(({ status, reason }) =>
      reason === undefined ? status : `${status}:${reason}`,
    );
  /** Nobody twice, and nobody without a mail but whom a dead worker had claimed: sending those again could be a second mail. */
  const expectNobodyTwiceOrLost = async (campaign: string, ids: readonly string[]): Promise<void> => {
    const { rows } = await shop.ledger(campaign);
    expect(rows).toHaveLength(ids.length);
    for (const { customerId, status } of rows) {
      const mails = house.mailsTo(mailOf(customerId.slice(2))).length;
      expect(status === 'unknown' ? mails <= 1 : mails === 1, `${customerId} is ${status} with ${mails} mails`).toBe(
        true,
      );
    }
    expect(rows.filter(({ status }) => status !== 'sent' && status !== 'unknown')).toEqual([]);
    expect(rows.filter(({ status }) => status === 'unknown').length).toBeLessThanOrEqual(LANES);
  };
  const mailsToEach = (ids: readonly string[]) => ids.map((id) => house.mailsTo(mailOf(id)).length);

  /** So many people who want ads, all in one batch of a campaign's audience. */
  const people = async (size: number): Promise<string[]> => {
    count += 1;
    const ids = inOneChunk(`p${count}`, size);
    for (const id of ids) {
      await shop.addCustomer(`u:${id}`, { contacts: { email: mailOf(id) } });
      await shop.say(`u:${id}`, 'email', 'ad', 'granted');
    }
    return ids;
  };

  /** Launches a campaign to a list; answers the keys of its batches, as they lie in the queue. */
  const launch = async (campaign: string, list: readonly string[], fields: object = {}): Promise<ChunkKey[]> => {
    await shop.addCampaign(campaign, { audience: { list }, ...fields });
    await shop.launch(campaign);
    return shop.queued.splice(0);
  };
  const send = async (keys: readonly ChunkKey[]): Promise<void> => {
    const worker = shop.sender(house.adapter);
    for (const key of keys) await worker(key, FOREVER);
  };
  /** The minute's look at what stopped, and the work that comes of it. */
  const tickAndSend = async (): Promise<void> => {
    await shop.tick();
    await send(shop.queued.splice(0));
  };

  it('1. A batch retried 25 h after its first attempt: no resend', async () => {
    const ids = await people(20);
    const keys = await launch('retried', ids);
    await Promise.all(
      keys.map((key) =>
        house
          .dyingSender(4)(key, FOREVER)
          .catch(() => undefined),
      ),
    );
    const before = mailsToEach(ids);
    expect(before.filter((mails) => mails === 1).length).toBeGreaterThanOrEqual(4);
    expect(before).toContain(0);

    shop.advance(25 * HOUR);
    await send(keys);
    await expectNobodyTwiceOrLost('retried', ids);
    const after = mailsToEach(ids);
    shop.advance(25 * HOUR);
    await send(keys);
    expect(mailsToEach(ids)).toEqual(after);
  });

  it('2. Worker killed after the provider accepted and before the record: no second mail, state settled from the receipt', async () => {
    const ids = await people(1);
    const keys = await launch('unrecorded', ids);
    await Promise.all(
      keys.map((key) =>
        house
          .dyingSender(1)(key, FOREVER)
          .catch(() => undefined),
      ),
    );
    expect([mailsToEach(ids), await rowsOf('unrecorded')]).toEqual([[1], ['claimed']]);

    shop.advance(3 * MINUTE);
    await tickAndSend();
    expect([mailsToEach(ids), await rowsOf('unrecorded')]).toEqual([[1], ['unknown:noAnswer']]);
    await house.recordReceipts();
    expect([mailsToEach(ids), await rowsOf('unrecorded')]).toEqual([[1], ['sent']]);
  });

  it('3. SES throttles on the first try: retried, finally sent, once', async () => {
    const ids = await people(3);
    house.faults.failProvider = 1;
    const keys = await launch('throttled', ids);
    await send(keys);
    expect([mailsToEach(ids), new Set(await rowsOf('throttled'))]).toEqual([
      [0, 0, 0],
      new Set(['deferred:throttled']),
    ]);
    house.faults.failProvider = 0;
    shop.advance(MINUTE);
    await tickAndSend();
    expect([mailsToEach(ids), await rowsOf('throttled')]).toEqual([
      [1, 1, 1],
      ['sent', 'sent', 'sent'],
    ]);
  });

  it('4. Worker killed in "sending": recovered within the visibility timeout', async () => {
    const ids = await people(20);
    const keys = await launch('killed', ids);
    await Promise.all(
      keys.map((key) =>
        house
          .dyingSender(3)(key, FOREVER)
          .catch(() => undefined),
      ),
    );
    // The queue hides the key for half an hour; the lease ends after a minute and the tick comes each minute.
    for (let minute = 0; minute < 3; minute++) {
      shop.advance(MINUTE + SECOND);
      await tickAndSend();
    }
    await expectNobodyTwiceOrLost('killed', ids);
    expect((await shop.sends.state('killed'))?.status).toBe('done');
    const after = mailsToEach(ids);
    shop.advance(30 * MINUTE);
    await send(keys);
    expect(mailsToEach(ids)).toEqual(after);
  });

  describe('5. Queue write fails: the caller gets 5xx, never 2xx', () => {
    it('for an event: 503, nothing half said, and its retry stores it once', async () => {
      const down: { tables: readonly string[] } = { tables: [house.database.tables.events] };
      const dynamo: Dynamo = new Proxy(house.database.dynamo, {
        get: (target, name) => {
          if (name !== 'send') return Reflect.get(target, name);
          return async (command: unknown, ...rest: unknown[]) => {
            if (command instanceof PutCommand && down.tables.includes(command.input.TableName ?? ''))
              throw new Error('the table is down');
            return Reflect.apply(target.send, target, [command, ...rest]);
          };
        },
      });
      const ingest = await ingestOn({ ...house.database, dynamo }, { clock: shop.clock });
      const batch = [
        trackCall({ userId: 'unlucky', messageId: 'a' }),
        trackCall({ userId: 'unlucky', messageId: 'b' }),
      ];
      const refused = await ingest.post('/v1/batch', { batch });
      expect([refused.status, refused.success]).toEqual([503, undefined]);
      expect(Number(refused.headers?.['retry-after'])).toBeGreaterThan(0);
      down.tables = [];
      expect((await ingest.post('/v1/batch', { batch })).status).toBe(200);
      expect(await itemsOf(house.database, ['u:unlucky'])).toHaveLength(2);
    });

    it('for a campaign there is nothing to lose: it is written before it is queued, and the tick queues it', async () => {
      const ids = await people(3);
      await shop.addCampaign('unqueued', { audience: { list: ids } });
      const broken = {
        launch: () => Promise.reject(new Error('down')),
        chunk: () => Promise.reject(new Error('down')),
      };
      await launchCampaign({ ...shop.common, preflight: shop.preflight, queues: broken }, 'unqueued');
      expect(shop.launches).toEqual([]);
      for (let minute = 0; minute < 2; minute++) {
        shop.advance(3 * MINUTE);
        await tickAndSend();
      }
      expect(mailsToEach(ids)).toEqual([1, 1, 1]);
    });
  });

  it('6. Same messageId twice in one batch, across requests, across days: one stored event, counted once', async () => {
    const order = trackCall({
      ...{ userId: 'buyer', messageId: 'order-1', event: 'Order Completed' },
      properties: { order_id: 'o1', total: 30_000, currency: 'KRW' },
    });
    const post = (sentAt: string) => house.ingest.post('/v1/batch', { batch: [order, order], sentAt });
    expect((await post('2026-11-23T01:00:00.000Z')).status).toBe(200);
    await house.fold('u:buyer');
    expect((await post('2026-11-23T01:00:05.000Z')).status).toBe(200);
    shop.advance(2 * DAY);
    expect((await post('2026-11-25T01:00:00.000Z')).status).toBe(200);
    await house.fold('u:buyer');
    expect(await itemsOf(house.database, ['u:buyer'])).toHaveLength(1);
    expect((await shop.customers.get('u:buyer'))?.fold).toMatchObject({
      events: 1,
      orders: 1,
      revenue: { KRW: 30_000 },
    });
  });

  it('7. Unsubscribe between enqueue and send: not sent', async () => {
    const [reader = ''] = await people(1);
    await send(await launch('earlier', [reader]));
    const later = await launch('later', [reader]);
    const [mail] = (await shop.ledger('earlier')).rows;
    expect((await house.pressUnsubscribe(mail?.ref ?? '')).statusCode).toBe(200);
    await send(later);
    expect([mailsToEach([reader]), (await rowsOf('later'))[0]]).toEqual([[1], expect.stringMatching(/^skipped:/)]);
  });

  it('8. Two schedulers in the same second: one send', async () => {
    const ids = await people(6);
    const at = new Date(shop.clock() + HOUR).toISOString();
    expect(await launch('scheduled', ids, { at })).toEqual([]);
    shop.advance(HOUR);
    await Promise.all([shop.tick(), shop.tick()]);
    const keys = shop.queued.splice(0);
    await Promise.all([send(keys), send(keys)]);
    expect(mailsToEach(ids)).toEqual(ids.map(() => 1));
    expect((await shop.sends.state('scheduled'))?.status).toBe('done');
  });

  it('9. Complaint: suppressed for every later campaign', async () => {
    const address = 'complaint+nine@simulator.amazonses.com';
    // Two accounts, one mailbox: it is the mailbox that has had enough.
    for (const id of ['angry', 'second-account']) {
      await shop.addCustomer(`u:${id}`, { contacts: { email: address } });
      await shop.say(`u:${id}`, 'email', 'ad', 'granted');
    }
    await send(await launch('annoying', ['angry']));
    await house.recordReceipts();
    shop.advance(30 * DAY);
    const outcomes: string[] = [];
    for (const purpose of ['ad', 'info']) {
      const id = `after-${purpose}`;
      await shop.addCampaign(id, { audience: { list: ['angry', 'second-account'] } }, { ...EMAIL_AD, purpose });
      await shop.launch(id);
      await send(shop.queued.splice(0));
      outcomes.push(...(await rowsOf(id)));
    }
    expect(outcomes).toEqual(Array.from({ length: 4 }, () => 'skipped:suppressed'));
    expect(house.mailsTo(address)).toHaveLength(1);
  });

  it('10. Segment edited while a campaign runs: audience frozen, late joiners explained', async () => {
    const [first = '', second = '', late = ''] = await people(3);
    const run = (runId: string) => ({
      ...{ runId, status: 'succeeded' as const, trigger: 'api' as const, asOf: '2026-11-24', shards: 16 },
      startedAt: '2026-11-24T18:00:00.000Z',
      rules: {
        ...{ timezone: 'Asia/Seoul', currency: 'KRW', exchangeRates: [], customerKinds: [], kpis: { activeDays: 180 } },
        holdout: { share: 0, salt: 'holdout' },
        ...{ rfm: DEFAULT_SETTINGS.rfm, churn: DEFAULT_SETTINGS.churn, model: DEFAULT_SETTINGS.model },
      },
      segments: [{ id: 'buyers', version: 1, initial: false }],
    });
    const enter = (customerId: string, runId: string) =>
      shop.members.enter({ segmentId: 'buyers', customerId, runId, base: '', since: '2026-11-24', initial: false });
    await shop.definitions.save(SEGMENT_KIND, 'buyers', { name: 'Buyers', rule: { computed: 'orders', gte: 1 } });
    await shop.runs.markLast(await shop.runs.create(run('run-00000001')));
    for (const id of [first, second]) await enter(`u:${id}`, 'run-00000001');

    await shop.addCampaign('frozen', { audience: { include: ['buyers'] } });
    await shop.launch('frozen');
    const keys = shop.queued.splice(0);
    // The edited rule fits nobody of the audience, and the next night lets another person in.
    await shop.definitions.save(SEGMENT_KIND, 'buyers', { name: 'Buyers', rule: { computed: 'orders', gte: 100 } });
    await shop.runs.markLast(await shop.runs.create(run('run-00000002')));
    await enter(`u:${late}`, 'run-00000002');
    await send(keys);
    shop.advance(3 * MINUTE);
    await tickAndSend();

    expect(mailsToEach([first, second, late])).toEqual([1, 1, 0]);
    expect((await shop.ledger('frozen')).ids.sort()).toEqual([`u:${first}`, `u:${second}`].sort());
    // Why not the third: the campaign names the run whose members it took, and a member the run of the entry.
    const asOf = (await shop.sends.state('frozen'))?.runId ?? '';
    const joined = (await shop.members.find('buyers', `u:${late}`, 'run-00000002'))?.entered ?? '';
    expect([asOf, joined]).toEqual(['run-00000001', 'run-00000002']);
  });

  it('11. Case and space variants of an address: one person', async () => {
    const variants = ['Park@Example.com', ' park@example.COM ', 'ＰＡＲＫ@example.com'];
    for (const [index, email] of variants.entries()) {
      const traits = { email, name: '박', 'consent.email.ad': 'Y' };
      const timestamp = new Date(shop.clock()).toISOString();
      // The last two are one account, the first is another of the same person.
      const call = { userId: index === 0 ? 'park' : 'park-app', messageId: `park-${index}`, timestamp, traits };
      expect((await house.ingest.post('/v1/identify', call)).status).toBe(200);
    }
    await house.fold('u:park', 'u:park-app');
    const { addressKey, aliases, duplicates } = house.project;
    const deps = { customers: shop.customers, aliases, duplicates, addressKey, country: 'KR' };
    for (const variant of variants) {
      const found = await findByEmail(deps, variant);
      expect(found.map(({ customerId }) => customerId).sort()).toEqual(['u:park', 'u:park-app']);
    }
    expect((await suggestDuplicates(deps, 'open', 10)).suggestions).toMatchObject([{ reason: 'email' }]);

    await send(await launch('variants', ['park', 'park-app']));
    expect(house.mailsTo('park@example.com')).toHaveLength(1);
    expect((await rowsOf('variants')).sort()).toEqual(['sent', 'skipped:sameAddress']);
    const sent = (await shop.ledger('variants')).rows.find(({ status }) => status === 'sent');
    await house.pressUnsubscribe(sent?.ref ?? '');
    await send(await launch('variants-again', ['park', 'park-app']));
    expect((await rowsOf('variants-again')).every((row) => row.startsWith('skipped:'))).toBe(true);
    expect(house.mailsTo('park@example.com')).toHaveLength(1);
  });

  it('12. Timezone campaign across a DST change, and a customer with no timezone: the project’s, if their country is the default country', async () => {
    await shop.settings.change({ timezone: 'America/Chicago', defaultCountry: 'US' });
    shop.setClock('2027-03-13T00:00:00.000Z');
    // Half past two does not exist that night in New York and Chicago; it is half past three.
    const zones = [
      ['berlin', { country: 'DE' }, '2027-03-14T01:30:00.000Z'],
      ['york', { country: 'US', timezone: 'America/New_York' }, '2027-03-14T07:30:00.000Z'],
      ['zoneless', { country: 'US' }, '2027-03-14T08:30:00.000Z'],
    ] as const;
    for (const [name, fields] of zones) {
      await shop.addCustomer(`u:${name}`, { contacts: { email: mailOf(name) }, ...fields });
      await shop.say(`u:${name}`, 'email', 'ad', 'granted');
    }
    const names = zones.map(([name]) => name);
    expect(await launch('everywhere', names, { at: '2027-03-14T02:30' })).toEqual([]);
    shop.setClock((await shop.sends.state('everywhere'))?.startAt ?? '');
    await tickAndSend();
    for (const [index, [, , at]] of zones.entries()) {
      shop.setClock(new Date(Date.parse(at) - MINUTE).toISOString());
      await tickAndSend();
      expect(mailsToEach(names)).toEqual(names.map((_, n) => (n < index ? 1 : 0)));
      shop.setClock(at);
      await tickAndSend();
      expect(mailsToEach(names)).toEqual(names.map((_, n) => (n <= index ? 1 : 0)));
    }
    expect((await shop.sends.state('everywhere'))?.status).toBe('done');
  });
});
