import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../shared/platform/clock.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider, type Fate } from '../delivery/fake-provider.ts';
import { createMortal } from '../delivery/mortal.ts';
import { createDesk } from './desk.ts';

let test: TestDynamo;
let count = 0;

beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

/** A desk, a person of a fresh name, and an order of theirs. */
const setting = async (fates: Fate[] = []) => {
  count += 1;
  const desk = await createDesk(test);
  const id = await desk.addPerson(`p${count}`);
  const email = createFakeProvider('email', () => fates.shift() ?? 'accept');
  const sms = createFakeProvider('sms', () => fates.shift() ?? 'accept');
  const order = {
    templateId: 'shipped',
    to: { customerId: id },
    data: { order: { number: `A-${count}` }, note: '내일 도착합니다' },
    idempotencyKey: `shipped-${count}`,
  };
  return { desk, id, email, sms, order };
};

describe('a single message', () => {
  it('is handed over once, with what its caller sent along', async () => {
    const { desk, email, sms, order, id } = await setting();
    const { messageId } = await desk.accept(order);
    expect(await desk.view(messageId)).toMatchObject({ status: 'pending', reason: null, customerId: id });
    await desk.work(email, sms);
    expect(email.accepted).toMatchObject([
      { to: `${id}@example.com`, subject: `김단골님, A-${count} 주문을 보냈습니다`, ref: `${messageId}_00_0_0` },
    ]);
    expect(email.accepted[0]?.text).toBe(`A-${count}: 내일 도착합니다`);
    expect(await desk.view(messageId)).toMatchObject({ status: 'sent', templateId: 'shipped' });
    expect(sms.accepted).toEqual([]);
  });

  it('is the same message for good, however often and whenever its key comes', async () => {
    const { desk, email, sms, order } = await setting();
    const first = await desk.accept(order);
    const [second] = await Promise.all([desk.accept(order), desk.accept(order)]);
    await desk.work(email, sms);
    desk.advance(800 * DAY);
    const late = await desk.accept(order);
    await desk.work(email, sms);
    expect([second?.messageId, late.messageId]).toEqual([first.messageId, first.messageId]);
    expect(email.accepted).toHaveLength(1);
  });

  it('is refused where its key has meant another message', async () => {
    const { desk, order } = await setting();
    await desk.accept(order);
    await expect(desk.accept({ ...order, data: { ...order.data, note: '모레 도착합니다' } })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('runs the version of the template that was accepted', async () => {
    const { desk, email, sms, order } = await setting();
    await desk.accept(order);
    const head = await desk.definitions.get('template', 'shipped');
    const before = head?.body;
    await desk.definitions.save('template', 'shipped', { ...Object(before), subject: 'Another' });
    await desk.work(email, sms);
    expect(email.accepted[0]?.subject).toContain('주문을 보냈습니다');
    await desk.definitions.save('template', 'shipped', before);
  });

  it('goes out at night and without consent, and not to a dead or refused address', async () => {
    const { desk, email, sms, order, id } = await setting();
    desk.setClock('2026-11-23T15:30:00.000Z');
    const code = { templateId: 'code', to: { customerId: id }, data: { code: '4711' } };
    await desk.accept({ ...code, idempotencyKey: `night-${count}` });
    await desk.work(email, sms);
    expect(sms.accepted).toMatchObject([{ text: '인증번호 4711' }]);

    const mark = { reason: 'bounce', at: '2026-11-23T15:31:00.000Z' } as const;
    await desk.suppressions.suppress('email', `${id}@example.com`, 'all', mark);
    const { messageId } = await desk.accept({ ...order, idempotencyKey: `dead-${count}` });
    await desk.work(email, sms);
    expect(await desk.view(messageId)).toMatchObject({ status: 'skipped', reason: 'suppressed' });

    await desk.say(`u:${id}`, 'sms', 'info', 'withdrawn', '2026-11-23T15:31:00.000Z');
    const refused = await desk.accept({ ...code, idempotencyKey: `refused-${count}` });
    await desk.work(email, sms);
    expect(await desk.view(refused.messageId)).toMatchObject({ status: 'skipped', reason: 'refused' });
    expect(email.accepted).toEqual([]);
    expect(sms.accepted).toHaveLength(1);
  });

  it('without an answer is unknown, is never sent again, and is closed at the horizon', async () => {
    const { desk, email, sms, order } = await setting(['lost']);
    const { messageId } = await desk.accept(order);
    await desk.work(email, sms, 3);
    expect(await desk.view(messageId)).toMatchObject({ status: 'unknown', reason: 'noAnswer' });
    await desk.accept(order);
    await desk.work(email, sms, 3);
    desk.advance(24 * HOUR);
    await desk.tick();
    await desk.work(email, sms);
    expect(await desk.view(messageId)).toMatchObject({ status: 'unknown', reason: 'noReceipt' });
    expect(email.accepted).toHaveLength(1);
  });

  it('without an answer is settled by its receipt', async () => {
    const { desk, email, sms, order, id } = await setting(['lost']);
    const { messageId } = await desk.accept(order);
    await desk.work(email, sms);
    await desk.messages.settleByReceipt(`u:${id}`, `${messageId}#0#0`);
    desk.advance(25 * HOUR);
    await desk.tick();
    await desk.work(email, sms);
    expect(await desk.view(messageId)).toMatchObject({ status: 'sent', reason: null });
    expect(await desk.requests.find(messageId)).toMatchObject({ outcome: { status: 'sent' } });
  });

  it('that was throttled comes back, and one that came too late does not', async () => {
    const { desk, email, sms, order } = await setting(['throttle', 'throttle', 'accept', 'throttle']);
    const first = await desk.accept(order);
    await desk.work(email, sms);
    expect(await desk.view(first.messageId)).toMatchObject({ status: 'deferred', reason: 'throttled' });
    await desk.work(email, sms, 3);
    expect(await desk.view(first.messageId)).toMatchObject({ status: 'sent' });

    const late = await desk.accept({ ...order, idempotencyKey: `late-${count}` });
    await desk.work(email, sms);
    desk.advance(DAY);
    await desk.work(email, sms, 1);
    expect(await desk.view(late.messageId)).toMatchObject({ status: 'failed', reason: 'tooLate' });
    expect(email.accepted).toHaveLength(1);
  });

  it('keeps what was sent along only until it is over', async () => {
    const { desk, email, sms, order } = await setting();
    const { messageId } = await desk.accept(order);
    expect((await desk.requests.find(messageId))?.data).toContain('내일');
    await desk.work(email, sms);
    expect((await desk.requests.find(messageId))?.data).toBeUndefined();
    expect(await desk.timers.due('message', '2030-01-01T00:00:00.000Z', 100)).toEqual([]);
  });

  it('of an erased person is dropped', async () => {
    const { desk, email, sms, order } = await setting();
    await desk.accept(order);
    const { DeleteCommand } = await import('@aws-sdk/lib-dynamodb');
    const [messageId = ''] = desk.queued;
    const Key = { customerId: `u:p${count}`, key: `${messageId}#0#0` };
    await test.dynamo.send(new DeleteCommand({ TableName: test.tables.messages, Key }));
    await desk.work(email, sms);
    expect(email.accepted).toEqual([]);
  });
});

describe('an ad that a step of a journey orders', () => {
  const OFFER = {
    name: 'Offer',
    channel: 'email',
    purpose: 'ad',
    language: 'ko',
    subject: '제안',
    html: '<p>제안</p>',
  };
  const NIGHT = { name: 'Night', channel: 'sms', purpose: 'ad', language: 'ko', text: '제안' };

  const stepOf = async (templateId: string, control = 0) => {
    const made = await setting();
    const { desk, id } = made;
    for (const [name, body] of Object.entries({ offer: OFFER, night: NIGHT }))
      if (!(await desk.definitions.get('template', name))) await desk.definitions.save('template', name, body);
    await desk.say(`u:${id}`, 'email', 'ad', 'granted');
    await desk.say(`u:${id}`, 'sms', 'ad', 'granted');
    const run = { customerId: `u:${id}`, run: 'j#once' };
    const journey = {
      id: 'j',
      step: 'offer',
      run,
      priority: 'normal' as const,
      split: { control },
      zone: 'Asia/Seoul',
    };
    const order = { templateId, to: { customerId: `u:${id}` }, data: {}, idempotencyKey: `offer-${count}`, journey };
    return { ...made, offer: { ...order, house: true as const, usefulFor: 2 * HOUR } };
  };

  it('is skipped, and did not fail, when it has waited past its use', async () => {
    const { desk, email, sms, offer } = await stepOf('night');
    desk.setClock('2026-11-23T13:30:00.000Z');
    const { messageId } = await desk.accept(offer);
    await desk.work(email, sms);
    expect(await desk.view(messageId)).toMatchObject({ status: 'deferred', reason: 'quietHours' });
    desk.advance(11 * HOUR);
    await desk.tick();
    await desk.work(email, sms);
    expect(await desk.view(messageId)).toMatchObject({ status: 'skipped', reason: 'tooLate' });
    expect(sms.accepted).toEqual([]);
  });

  it('counts nobody of its control group who would not have got it in time, either', async () => {
    const rowAt = async (at: string) => {
      const { desk, id, email, sms, offer } = await stepOf('night', 1);
      desk.setClock(at);
      const { messageId } = await desk.accept(offer);
      await desk.work(email, sms);
      return desk.messages.find(`u:${id}`, `${messageId}#0#0`);
    };
    expect(await rowAt('2026-11-24T03:00:00.000Z')).toMatchObject({ status: 'control', eligible: true });
    expect(await rowAt('2026-11-24T13:30:00.000Z')).toMatchObject({
      status: 'control',
      eligible: false,
      reason: 'tooLate',
    });
  });

  it('keeps to what a warm-up allows ads on a day, while information goes out', async () => {
    const { desk, email, sms, offer, order } = await stepOf('offer');
    desk.setClock('2026-11-25T03:00:00.000Z');
    const quota = async () => ({ most: null, perSecond: 100, sent: 0, isEnabled: true });
    const house = { ...email, adapter: { ...email.adapter, quota } };
    const warmUp = { from: '2026-11-25', days: 2, start: 1, growth: 1 };
    await desk.settings.change({ email: { warmUp } });
    const first = await desk.accept(offer);
    const second = await desk.accept({ ...offer, idempotencyKey: `${offer.idempotencyKey}-2` });
    const told = await desk.accept(order);
    await desk.work(house, sms, 1);
    expect(await desk.view(first.messageId)).toMatchObject({ status: 'sent' });
    expect(await desk.view(second.messageId)).toMatchObject({ status: 'pending' });
    expect(await desk.view(told.messageId)).toMatchObject({ status: 'sent' });
    await desk.settings.change({ email: { warmUp: null } });
  });
});

it('is sent at most once and never lost, whichever await its worker dies at', async () => {
  let deaths = 0;
  let unknown = 0;
  for (const after of [false, true]) {
    for (let step = 1, died = true; died; step++) {
      const { desk, email, sms, order } = await setting();
      const { messageId } = await desk.accept(order);
      const mortal = createMortal(step, after);
      const adapter = {
        ...email.adapter,
        prepare: async (outgoing: Parameters<typeof email.adapter.prepare>[0]) => {
          const call = await email.adapter.prepare(outgoing);
          return () => mortal.live(call);
        },
      };
      const send = desk.sender(adapter, sms.adapter, mortal.wrap(test.dynamo));
      await send(messageId).catch((error: unknown) => {
        if (!mortal.isDead()) throw error;
      });
      died = mortal.isDead();
      if (died) deaths += 1;
      // The queue gives the message to another worker when the dead one's time is over.
      desk.advance(6 * MINUTE);
      desk.queued.push(messageId);
      await desk.work(email, sms, 3);
      const { status } = await desk.view(messageId);
      const what = `${after ? 'after' : 'before'} await ${step}`;
      expect(['sent', 'unknown'], what).toContain(status);
      expect(email.accepted.length, what).toBeLessThanOrEqual(1);
      if (status === 'sent') expect(email.accepted, what).toHaveLength(1);
      else unknown += 1;
    }
  }
  expect(deaths).toBeGreaterThan(15);
  expect(unknown).toBeGreaterThan(1);
}, 60_000);

it('is accepted whole or not at all, whichever await the API dies at, and its caller’s repeat completes it', async () => {
  let deaths = 0;
  for (const after of [false, true]) {
    for (let step = 1, died = true; died; step++) {
      const { desk, email, sms, order } = await setting();
      const mortal = createMortal(step, after);
      const put = (messageId: string) => mortal.live(() => desk.queue(messageId));
      await desk.accept(order, mortal.wrap(test.dynamo), put).catch((error: unknown) => {
        if (!mortal.isDead()) throw error;
      });
      died = mortal.isDead();
      if (died) deaths += 1;
      const { messageId } = await desk.accept(order);
      await desk.work(email, sms);
      expect(email.accepted, `${after ? 'after' : 'before'} await ${step}`).toHaveLength(1);
      expect(await desk.view(messageId)).toMatchObject({ status: 'sent' });
    }
  }
  expect(deaths).toBeGreaterThan(4);
});
