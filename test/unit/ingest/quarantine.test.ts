import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/release-quarantine/handler.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { isQuarantined } from '../../../shared/events/quarantine.ts';
import { createRateGate } from '../../../shared/events/rate-gate.ts';
import { releaseQuarantine } from '../../../shared/events/release-quarantine.ts';
import { NOW, trackCall } from '../../support/calls.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { lambdaContext } from '../../support/http-event.ts';
import { ingestOn } from '../../support/ingest.ts';

const flood = (userId: string, from: number, count: number) =>
  Array.from({ length: count }, (_, index) => trackCall({ userId, messageId: `m${from + index}` }));

describe('an id above its rate', () => {
  let local: TestDynamo;
  let now = NOW;
  const clock = () => now;
  beforeAll(async () => {
    local = await startDynamo(['events', 'definitions']);
  });
  afterAll(() => local.stop());

  it('is accepted, waits, and comes into place as it was received', async () => {
    const ingest = await ingestOn(local, { clock, limit: { events: 10, windowMs: 60_000 } });
    expect(await ingest.post('/v1/batch', { batch: flood('bot', 0, 30) })).toMatchObject({
      status: 200,
      success: true,
    });
    expect((await ingest.post('/v1/track', trackCall({ userId: 'kim' }))).status).toBe(200);
    const split = await ingest.stored();
    expect(split.filter(({ person }) => person === 'u:bot')).toHaveLength(10);
    expect(split.filter(({ person }) => isQuarantined(person))).toHaveLength(20);
    expect(split.filter(({ person }) => person === 'u:kim')).toHaveLength(1);
    expect(new Set(split.map(({ person }) => person)).size).toBeGreaterThan(4);

    // The sender tries again: what waits waits once, and what is in place may wait beside it until the release.
    await ingest.post('/v1/batch', { batch: flood('bot', 0, 30) });
    await ingest.post('/v1/batch', { batch: flood('bot', 0, 30) });
    expect((await ingest.stored()).filter(({ person }) => isQuarantined(person))).toHaveLength(30);

    const events = createEventStore(local.dynamo, local.tables.events);
    const release = createHandler({ clock, events });
    expect(await release({}, lambdaContext())).toEqual({ moved: 30, left: false });
    const whole = await ingest.stored();
    expect(whole).toHaveLength(31);
    expect(whole.some(({ person }) => isQuarantined(person))).toBe(false);
    const inPlace = whole.filter(({ person }) => person === 'u:bot');
    const plain = await ingestOn(local, { clock });
    await plain.post('/v1/batch', { batch: flood('other', 0, 30) });
    const expected = (await ingest.stored()).filter(({ person }) => person === 'u:other');
    expect(inPlace.map((item) => ({ ...item, person: 'u:other' }))).toEqual(expected);
  });

  it('comes into place within a rate per person, and others do not wait for it', async () => {
    now += 3_600_000;
    const ingest = await ingestOn(local, { clock, limit: { events: 0, windowMs: 60_000 } });
    await ingest.post('/v1/batch', { batch: [...flood('hot', 0, 60), ...flood('lee', 0, 3), ...flood('hot#b', 0, 3)] });
    const events = createEventStore(local.dynamo, local.tables.events);
    const run = () => releaseQuarantine(events, { perPerson: 25, deadline: now + 60_000 }, clock);
    expect(await run()).toEqual({ moved: 31, left: true });
    const placed = await ingest.stored();
    expect(placed.filter(({ person }) => person === 'u:lee')).toHaveLength(3);
    expect(placed.filter(({ person }) => person === 'u:hot#b')).toHaveLength(3);
    expect(await run()).toEqual({ moved: 25, left: true });
    expect(await run()).toEqual({ moved: 10, left: false });
  });

  it('stops in time and goes on in the next run', async () => {
    const ingest = await ingestOn(local, { clock, limit: { events: 0, windowMs: 60_000 } });
    await ingest.post('/v1/batch', { batch: flood('slow', 0, 5) });
    const events = createEventStore(local.dynamo, local.tables.events);
    expect(await releaseQuarantine(events, { perPerson: 10, deadline: now - 1 }, clock)).toEqual({
      moved: 0,
      left: true,
    });
    expect(await releaseQuarantine(events, { perPerson: 10, deadline: now }, clock)).toEqual({ moved: 5, left: false });
  });

  it('is counted in a window, forgets it, and holds no more ids than it may', () => {
    let at = NOW;
    const gate = createRateGate(() => at, { events: 2, windowMs: 1_000 });
    expect([1, 2, 3].map(() => gate.admit('u:kim'))).toEqual([true, true, false]);
    expect(gate.admit('u:lee')).toBe(true);
    at += 1_000;
    expect(gate.admit('u:kim')).toBe(true);
    // A clock set back must not freeze the window.
    at -= 3_600_000;
    expect([1, 2, 3].map(() => gate.admit('u:kim'))).toEqual([true, true, false]);
    for (let index = 0; index < 60_000; index++) gate.admit(`u:${index}`);
    expect(gate.admit('u:kim')).toBe(true);
  });
});
