import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../shared/campaigns/approve-campaign.ts';
import { cancelCampaign } from '../../../shared/campaigns/change-send.ts';
import { chooseWinner } from '../../../shared/campaigns/choose-winner.ts';
import { freeze } from '../../../shared/campaigns/freeze.ts';
import { listRecipients } from '../../../shared/delivery/list-recipients.ts';
import { HOUR } from '../../../shared/platform/clock.ts';
import { TEMPLATE } from '../../../shared/templates/template.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from './fake-provider.ts';
import { createShop, EMAIL_AD, type Shop } from './shop.ts';

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
  id = `arms${count}`;
  shop = createShop(test, '2026-11-23T01:00:00.000Z');
});

const GOAL = { event: 'Order Completed', windowDays: 14 };

const people = async (size: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < size; n++) {
    const name = `${id}-${n}`;
    await shop.addCustomer(`u:${name}`, { contacts: { email: `${name}@example.com` } });
    await shop.say(`u:${name}`, 'email', 'ad', 'granted');
    ids.push(name);
  }
  return ids;
};

const arms = async (): Promise<Record<string, number>> => {
  const found: Record<string, number> = {};
  for (const { arm } of (await shop.ledger(id)).rows) found[arm] = (found[arm] ?? 0) + 1;
  return found;
};

/** A coupon against the plain message, half of the people each. */
const twoContents = async (fields: Record<string, unknown> = {}, size = 24): Promise<void> => {
  await shop.definitions.save(TEMPLATE, `coupon-${id}`, {
    ...EMAIL_AD,
    subject: '{{ customer.traits.name }}님, 쿠폰 {{ campaign.offer }}',
  });
  await shop.addCampaign(id, {
    audience: { list: await people(size) },
    goal: GOAL,
    arms: [{ name: '그냥' }, { name: '쿠폰', templateId: `coupon-${id}`, offer: 'WELCOME10' }],
    ...fields,
  });
};

describe('arms of a campaign', () => {
  it('each person gets the message of one arm, its offer in it, and the list of recipients says which', async () => {
    await twoContents();
    await shop.launch(id);
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    const { a = 0, b = 0 } = await arms();
    expect(a + b).toBe(24);
    expect(Math.min(a, b)).toBeGreaterThan(0);
    const coupons = provider.accepted.filter(({ subject }) => subject.includes('쿠폰 WELCOME10'));
    expect(coupons).toHaveLength(b);
    expect(provider.accepted.filter(({ subject }) => subject.includes('다시 오세요'))).toHaveLength(a);
    const filter = { status: undefined, reason: undefined };
    const { recipients } = await listRecipients(shop, id, filter, 200);
    expect(recipients.filter(({ arm }) => arm === 'b')).toHaveLength(b);
  });

  it('what was approved is sent: a template that changes afterwards changes no arm', async () => {
    await twoContents({ at: '2026-11-23T02:00:00.000Z' });
    await shop.launch(id);
    await shop.definitions.save(TEMPLATE, `coupon-${id}`, { ...EMAIL_AD, subject: '다른 말' });
    shop.advance(HOUR);
    await shop.tick();
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    expect(provider.accepted.some(({ subject }) => subject.includes('WELCOME10'))).toBe(true);
    expect(provider.accepted.every(({ subject }) => !subject.includes('다른 말'))).toBe(true);
  });

  it('an arm with a later time waits for it, and so does the part of the control group that stands beside it', async () => {
    await shop.addCampaign(id, {
      audience: { list: await people(24) },
      goal: GOAL,
      control: 0.4,
      arms: [{ id: 'morning' }, { id: 'noon', at: '2026-11-23T03:00:00.000Z' }],
    });
    await shop.launch(id);
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    const early = await arms();
    expect(early.noon).toBeUndefined();
    expect(early.morning).toBe(provider.accepted.length);
    shop.setClock('2026-11-23T03:00:00.000Z');
    await shop.tick();
    await shop.sendAll(provider);
    const late = await arms();
    expect((late.morning ?? 0) + (late.noon ?? 0)).toBe(provider.accepted.length);
    expect(late.noon).toBeGreaterThan(0);
    expect(late.control).toBeGreaterThan(early.control ?? 0);
    expect((await shop.sends.state(id))?.status).toBe('done');
  });

  it('a winner goes to everybody not written to yet, who leave the comparison; choosing another one is refused', async () => {
    await twoContents({ arms: [{}, { templateId: `coupon-${id}`, offer: 'X', at: '2026-11-23T03:00:00.000Z' }] });
    await shop.launch(id);
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    const { a = 0 } = await arms();
    const deps = { sends: shop.sends, clock: shop.clock };
    await expect(chooseWinner(deps, id, 'z')).rejects.toThrow(/has no arm "z"; it has a, b/);
    await chooseWinner(deps, id, 'a', 'kim');
    expect((await shop.sends.state(id))?.winner).toMatchObject({ arm: 'a', by: 'kim' });
    await chooseWinner(deps, id, 'a', 'lee');
    await expect(chooseWinner(deps, id, 'b')).rejects.toThrow(/goes on with the arm "a"/);
    shop.setClock('2026-11-23T03:00:00.000Z');
    await shop.tick();
    await shop.sendAll(provider);
    expect(await arms()).toEqual({ a, rest: 24 - a });
    expect(provider.accepted.every(({ subject }) => subject.includes('다시 오세요'))).toBe(true);
    await expect(chooseWinner(deps, id, 'a')).rejects.toThrow(/is done/);
  });

  it('a winner with a time of its own goes to nobody before it', async () => {
    await twoContents({ arms: [{}, { templateId: `coupon-${id}`, offer: 'X', at: '2026-11-23T03:00:00.000Z' }] });
    await shop.launch(id);
    await chooseWinner({ sends: shop.sends, clock: shop.clock }, id, 'b');
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    expect(provider.accepted).toHaveLength(0);
    shop.setClock('2026-11-23T03:00:00.000Z');
    await shop.tick();
    await shop.sendAll(provider);
    expect(await arms()).toEqual({ rest: 24 });
  });

  it('cancelled before its time, an arm is closed like everybody else', async () => {
    await twoContents({ arms: [{}, { templateId: `coupon-${id}`, at: '2026-12-01T00:00:00.000Z' }] });
    await shop.launch(id);
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    await cancelCampaign(shop.common, id);
    shop.advance(HOUR);
    await shop.tick();
    await shop.sendAll(provider);
    const { rows } = await shop.ledger(id);
    expect(rows.filter(({ reason }) => reason === 'cancelled')).toHaveLength(24 - provider.accepted.length);
  });
});

describe('preflight of arms', () => {
  const codes = async (): Promise<string[]> => (await shop.preflight(id)).findings.map(({ code }) => code);

  it('looks at the message of every arm', async () => {
    await twoContents({}, 2);
    await shop.definitions.save(TEMPLATE, `coupon-${id}`, {
      ...EMAIL_AD,
      html: '<p><a href="http://shop.example.com">열기</a></p>',
    });
    expect(await codes()).toContain('insecureLink');
  });

  it('refuses arms that cannot be compared, and arms without a goal', async () => {
    await twoContents({ goal: undefined }, 2);
    await shop.definitions.save(TEMPLATE, `coupon-${id}`, { ...EMAIL_AD, purpose: 'info' });
    expect(await codes()).toEqual(expect.arrayContaining(['armsDiffer', 'armsWithoutGoal']));
  });

  it('warns of arms that are the same, and refuses one whose template does not exist', async () => {
    await twoContents({ arms: [{}, {}], winnerBy: 'automatic' }, 2);
    expect(await codes()).toEqual(expect.arrayContaining(['armsAlike', 'winnerTooLate']));
    await shop.addCampaign(id, { audience: { list: ['x'] }, goal: GOAL, arms: [{}, { templateId: 'nowhere' }] });
    expect(await codes()).toEqual(['noTemplate']);
  });
});

describe('the global holdout', () => {
  // Settings outlive a test: they are the shop's.
  afterEach(() => shop.definitions.save('settings', 'default', {}));

  it('gets no ad of any campaign, stands outside the audience, and is the same people every time', async () => {
    await shop.definitions.save('settings', 'default', { holdout: { share: 0.4, salt: 'year-26' } });
    const list = await people(30);
    const held: string[][] = [];
    for (const name of ['first', 'second']) {
      id = `hold-${name}`;
      await shop.addCampaign(id, { audience: { list }, goal: GOAL, control: 0.2 });
      await shop.launch(id);
      const provider = createFakeProvider('email');
      await shop.sendAll(provider);
      const { rows } = await shop.ledger(id);
      const out = rows.filter(({ arm }) => arm === 'holdout');
      expect(out.every(({ status, eligible }) => status === 'control' && eligible)).toBe(true);
      held.push(out.map(({ customerId }) => customerId).sort());
      const totals = await shop.buckets.totals(id);
      expect(totals).toMatchObject({ audience: provider.accepted.length, holdout: out.length });
      expect(totals.audience + totals.control + totals.holdout).toBe(30);
    }
    expect(held[0]).toEqual(held[1]);
    expect(held[0]?.length).toBeGreaterThan(0);
  });

  it('changes with the months of the shop’s calendar, and an approval outlives the change', async () => {
    await shop.definitions.save('settings', 'default', { holdout: { share: 0.4, salt: 'x', months: 1 } });
    const list = await people(30);
    await shop.addCampaign('turn', { audience: { list }, goal: GOAL });
    const marks: string[] = [];
    for (const now of ['2026-11-30T14:59:00.000Z', '2026-11-30T15:00:00.000Z']) {
      const settings = await shop.settings.current();
      const frozen = await freeze(shop.definitions, 'turn', settings, Date.parse(now));
      if (frozen.kind !== 'frozen') throw new Error('no template');
      marks.push(`${frozen.snapshot.holdout?.period} ${fingerprintOf(frozen.snapshot)}`);
    }
    const [before = '', after = ''] = marks;
    expect([before.slice(0, 7), after.slice(0, 7)]).toEqual(['2026-11', '2026-12']);
    expect(after.slice(7)).toBe(before.slice(7));
  });

  it('is for ads: information reaches them', async () => {
    await shop.definitions.save('settings', 'default', { holdout: { share: 0.5, salt: 'year-26' } });
    const fields = { audience: { list: await people(10) }, goal: GOAL };
    await shop.addCampaign(id, fields, { ...EMAIL_AD, purpose: 'info' });
    await shop.launch(id);
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    expect(provider.accepted).toHaveLength(10);
  });
});
