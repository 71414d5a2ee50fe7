import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfirmation } from '../../../shared/consent/confirmation.ts';
import { DAY, HOUR } from '../../../shared/platform/clock.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { LINK_KEY } from '../../../shared/tracking/token.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from '../delivery/fake-provider.ts';
import { createMortal } from '../delivery/mortal.ts';
import { SECRET } from '../delivery/shop.ts';
import { createOffice } from './office.ts';

let test: TestDynamo;
let office: Awaited<ReturnType<typeof createOffice>>;
let email: ReturnType<typeof createFakeProvider>;
let sms: ReturnType<typeof createFakeProvider>;
let count = 0;
let id = '';

const SINCE = '2026-11-01T00:00:00.000Z';

beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());
beforeEach(async () => {
  count += 1;
  office = await createOffice(test);
  id = await office.addPerson(`n${count}`);
  email = createFakeProvider('email');
  sms = createFakeProvider('sms');
});

const set = (change: Record<string, unknown>) => office.settings.change(change);
const off = { doubleOptIn: { email: null, sms: null }, notices: { result: null, reconfirm: null } };
const asking = { doubleOptIn: { email: SINCE, sms: SINCE }, notices: { result: null, reconfirm: null } };
const telling = { doubleOptIn: { email: null, sms: null }, notices: { result: SINCE, reconfirm: SINCE } };

const settle = async (): Promise<void> => {
  await office.answer();
  await office.work(email, sms, 1);
};

const linkIn = (text: string): string => /\/d\/([\w.~-]+)/.exec(text)?.[1] ?? '';

describe('a consent under double opt-in', () => {
  beforeEach(() => set(asking));

  it('is asked back by a mail whose link confirms just that', async () => {
    const said = await office.keep(`u:${id}`, { purpose: 'ad' });
    await office.keep(`u:${id}`, { purpose: 'night' });
    await settle();
    expect(email.accepted).toMatchObject([
      { to: `${id}@example.com`, subject: '[단골상점] 수신 동의를 확인해 주세요' },
    ]);
    const { text } = email.accepted[0] ?? { text: '' };
    expect(text).toContain('2026-11-23 · 이메일 광고 수신 동의');
    expect(text).toContain('2026-11-23 · 이메일 야간(21시–8시) 광고 수신 동의');
    const ask = readConfirmation(deriveKey(SECRET, LINK_KEY), linkIn(text), office.clock());
    expect(ask).toMatchObject({ customerId: `u:${id}`, channel: 'email' });
    expect((ask?.issuedAt ?? '') >= said.receivedAt).toBe(true);
  });

  it('counts from now on where the settings say "now"', async () => {
    await set({ doubleOptIn: { email: 'now', sms: null } });
    expect((await office.settings.read()).settings.doubleOptIn.email).toBe('2026-11-23T01:00:00.000Z');
  });

  it('is asked once, however often the tick looks', async () => {
    await office.keep(`u:${id}`, {});
    await settle();
    await office.timers.put({ kind: 'said', dueAt: SINCE, id: `u:${id}` });
    await settle();
    expect(email.accepted).toHaveLength(1);
    expect(await office.timers.due('said', '2030-01-01T00:00:00.000Z', 10)).toEqual([]);
  });

  it('by text message is asked back by one', async () => {
    await office.keep(`u:${id}`, { channel: 'sms' });
    await settle();
    expect(email.accepted).toEqual([]);
    expect(sms.accepted[0]?.text).toMatch(/문자 광고 수신 동의\nhttps:\/\/dgl\.kr\/s\/[\w-]{10}$/);
  });

  it('in another language is asked in it', async () => {
    const lee = await office.addPerson(`lee${count}`, { traits: { language: 'en-US' } });
    await office.keep(`u:${lee}`, {});
    await settle();
    expect(email.accepted[0]?.subject).toBe('[단골상점] Please confirm your consent');
  });

  it.each([
    ['an import', { imported: true as const }],
    ['a file', { file: 'members.xlsx' }],
    ['long ago', { at: '2026-11-20T00:00:00.000Z' }],
    ['somebody who vouches for it', { confirmed: true as const }],
  ])('that comes from %s is not asked', async (_what, said) => {
    await office.keep(`u:${id}`, said);
    await settle();
    expect(email.accepted).toEqual([]);
  });

  it('asks one address once a day and three times a year, over all who claim it', async () => {
    const shared = { contacts: { email: `victim${count}@example.com` } };
    const people: string[] = [];
    for (let n = 0; n < 4; n++) people.push(await office.addPerson(`claims${count}-${n}`, shared));
    for (const person of people) await office.keep(`u:${person}`, {});
    await settle();
    expect(email.accepted).toHaveLength(1);
    for (const wait of [23 * HOUR, 2 * HOUR, DAY, DAY + HOUR, 30 * DAY]) {
      office.advance(wait);
      for (const person of people) await office.keep(`u:${person}`, {});
      await settle();
    }
    expect(email.accepted).toHaveLength(3);
    const reasons = (await office.told(people[3] ?? '')).notices.map(({ unsent }) => unsent);
    expect(reasons).toContain('askedTooOften');
  });

  it('without an address waits, and the duty is noted', async () => {
    const mute = await office.addPerson(`mute${count}`, { contacts: {} });
    await office.keep(`u:${mute}`, {});
    await settle();
    expect((await office.told(mute)).notices).toMatchObject([{ kind: 'confirmation', unsent: 'noAddress' }]);
  });
});

describe('the result of a consent or refusal', () => {
  beforeEach(() => set(telling));

  it('is told once, with sender, fact, date and result, and kept as evidence', async () => {
    await office.keep(`u:${id}`, {});
    await office.keep(`u:${id}`, { channel: 'sms' });
    await settle();
    expect(email.accepted).toHaveLength(1);
    const { subject, text } = email.accepted[0] ?? { subject: '', text: '' };
    expect(subject).toBe('[단골상점] 광고 수신 동의·거부 처리 결과를 알려 드립니다');
    expect(text).toContain('2026-11-23 · 이메일 광고 수신 동의 (처리 완료)');
    expect(text).toContain('2026-11-23 · 문자 광고 수신 동의 (처리 완료)');
    expect(text).toContain('단골상점');
    await office.keep(`u:${id}`, { state: 'withdrawn' });
    await settle();
    expect(email.accepted[1]?.text).toContain('이메일 광고 수신거부 (처리 완료)');
    const { notices, ends } = await office.told(id);
    expect(notices.map(({ kind, by, number }) => `${number} ${kind} ${by}`)).toEqual([
      '1 result email',
      '2 result email',
    ]);
    expect(ends.map(({ of, status }) => `${of} ${status}`)).toEqual(['1 sent', '2 sent']);
  });

  it('is not told again where nothing changed, nor where the page has told it, nor of an import', async () => {
    await office.keep(`u:${id}`, { told: 'page' });
    await office.keep(`u:${id}`, {});
    await office.keep(`u:${id}`, { state: 'withdrawn', imported: true });
    await settle();
    expect(email.accepted).toEqual([]);
  });

  it('is not told while nobody has turned it on, nor of what was said before that', async () => {
    await set(off);
    await office.keep(`u:${id}`, {});
    await set({ notices: { result: '2026-11-23T01:00:30.000Z' } });
    await office.timers.put({ kind: 'said', dueAt: SINCE, id: `u:${id}` });
    await settle();
    expect(email.accepted).toEqual([]);
  });

  it('that cannot reach a refused address stands in the evidence as skipped', async () => {
    const mute = await office.addPerson(`stop${count}`, { contacts: { phone: `+82109${1_000_000 + count}` } });
    const address = `+82109${1_000_000 + count}`;
    await office.suppressions.suppress('sms', address, 'all', { reason: 'stop', at: '2026-11-23T01:00:00.000Z' });
    await office.keep(`u:${mute}`, { channel: 'sms', state: 'withdrawn' });
    await settle();
    expect(sms.accepted).toEqual([]);
    expect((await office.told(mute)).ends).toMatchObject([{ status: 'skipped', reason: 'suppressed' }]);
  });

  it('is told exactly once, whichever await the tick dies at', async () => {
    let deaths = 0;
    for (const after of [false, true]) {
      for (let step = 1, died = true; died; step++) {
        count += 1;
        const person = await office.addPerson(`d${count}`);
        await office.keep(`u:${person}`, {});
        const mortal = createMortal(step, after);
        const queue = (messageId: string) => mortal.live(() => office.queue(messageId));
        const { afterSaying } = await office.notifier(mortal.wrap(test.dynamo), queue)();
        await afterSaying(`u:${person}`).catch((error: unknown) => {
          if (!mortal.isDead()) throw error;
        });
        died = mortal.isDead();
        if (died) deaths += 1;
        const before = email.accepted.length;
        await settle();
        const what = `${after ? 'after' : 'before'} await ${step}`;
        expect(
          email.accepted.slice(before).map(({ to }) => to),
          what,
        ).toEqual([`${person}@example.com`]);
        expect((await office.told(person)).notices, what).toHaveLength(1);
      }
    }
    expect(deaths).toBeGreaterThan(10);
  }, 60_000);

  it('is told once by two ticks at the same moment', async () => {
    for (let n = 0; n < 5; n++) {
      const person = await office.addPerson(`twice${count}-${n}`);
      await office.keep(`u:${person}`, {});
      const tell = await office.notifier()();
      await Promise.all([tell.afterSaying(`u:${person}`), tell.afterSaying(`u:${person}`)]);
    }
    await settle();
    expect(email.accepted).toHaveLength(5);
  });
});

describe('a consent of two years ago', () => {
  beforeEach(() => set(telling));

  it('is told again a month before its day, and then every two years', async () => {
    await office.keep(`u:${id}`, { told: 'page' });
    const days: string[] = [];
    for (let month = 0; month < 49; month++) {
      office.advance(30 * DAY);
      await settle();
      // Everybody whom the tests before have made has a consent that grows old, too.
      const own = email.accepted.splice(0).filter(({ to }) => to === `${id}@example.com`);
      days.push(...own.map(() => new Date(office.clock()).toISOString().slice(0, 7)));
    }
    expect(days).toEqual(['2028-11', '2030-11']);
  });
});
