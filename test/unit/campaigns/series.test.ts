import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approveCampaign } from '../../../shared/campaigns/approve-campaign.ts';
import { CAMPAIGN, campaignSchema, savedCampaignSchema } from '../../../shared/campaigns/campaign.ts';
import { endSeries, pauseSeries, rescheduleSeries, startSeries } from '../../../shared/campaigns/change-series.ts';
import { dueOccurrence, nextOccurrence, occurrencesIn } from '../../../shared/campaigns/occurrences.ts';
import { createRunSeries } from '../../../shared/campaigns/run-series.ts';
import { type Repeat, repeatSchema } from '../../../shared/campaigns/schedule.ts';
import { createSeriesStore, type SeriesState } from '../../../shared/campaigns/series-store.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/platform/clock.ts';
import { SEGMENT_KIND } from '../../../shared/segments/segment.ts';
import { TEMPLATE } from '../../../shared/templates/template.ts';
import { createTimerStore } from '../../../shared/timers/timer-store.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createShop, EMAIL_AD, type Shop } from '../delivery/shop.ts';

const time = fc
  .integer({ min: 0, max: 95 })
  .map((n) => `${String(Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`);
const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 });

describe('occurrences', () => {
  it('are one on each of the days, at the time that the shop’s clock shows, across clock changes', async () => {
    await fc.assert(
      fc.property(
        days,
        time,
        fc.constantFrom('Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe'),
        fc.integer({ min: 0, max: 60 * 24 * 400 }),
        (on, at, zone, minutes) => {
          const from = Date.parse('2026-01-01T00:00:00Z') + minutes * MINUTE;
          const found = occurrencesIn(repeatSchema.parse({ days: on, at }), zone, from, from + 21 * DAY, 100);
          const locals = found.map((ms) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone));
          expect(new Set(locals.map((local) => local.toPlainDate().toString())).size).toBe(found.length);
          expect(locals.every((local) => on.includes(local.dayOfWeek))).toBe(true);
          // Only an hour that the clocks leave out is moved.
          const odd = locals.filter((local) => local.toPlainTime().toString({ smallestUnit: 'minute' }) !== at);
          expect(odd.every((local) => local.hour <= 3)).toBe(true);
          expect(found.length).toBeGreaterThanOrEqual(on.length * 3 - 1);
          expect(found.length).toBeLessThanOrEqual(on.length * 3 + 1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('begin and end on the days that were named', () => {
    const repeat = repeatSchema.parse({ at: '10:00', from: '2026-12-01', until: '2026-12-02' });
    const first = nextOccurrence(repeat, 'Asia/Seoul', Date.parse('2026-11-23T01:00:00Z'));
    expect(first).toBe(Date.parse('2026-12-01T01:00:00Z'));
    expect(nextOccurrence(repeat, 'Asia/Seoul', Date.parse('2026-12-02T01:00:00Z'))).toBeUndefined();
    expect(repeatSchema.safeParse({ at: '10:00', from: '2026-12-02', until: '2026-12-01' }).success).toBe(false);
  });

  it('missed while nothing ran are left out, save the newest if it is fresh', () => {
    const repeat = repeatSchema.parse({ at: '10:00' });
    const nextAt = Date.parse('2026-11-23T01:00:00Z');
    const fresh = dueOccurrence(repeat, 'Asia/Seoul', nextAt, nextAt + 2 * DAY + HOUR);
    expect(fresh).toEqual({ due: nextAt + 2 * DAY, missed: 2, next: nextAt + 3 * DAY });
    const stale = dueOccurrence(repeat, 'Asia/Seoul', nextAt, nextAt + 2 * DAY + 7 * HOUR);
    expect(stale).toEqual({ due: undefined, missed: 3, next: nextAt + 3 * DAY });
  });
});

describe('a series', () => {
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
    id = `series${count}`;
    // Monday, 10:00 in Seoul.
    shop = createShop(test, '2026-11-23T01:00:00.000Z');
  });

  const deps = () => ({
    ...shop.common,
    preflight: shop.preflight,
    series: createSeriesStore(test.dynamo, test.tables.sends),
    timers: createTimerStore(test.dynamo, test.tables.timers),
  });
  const tick = async (): Promise<string[]> => {
    const errors: unknown[] = [];
    const stops: string[] = [];
    await createRunSeries(deps())({
      failed: (_series, error) => errors.push(error),
      stopped: (_series, problem) => stops.push(problem),
    });
    expect(errors).toEqual([]);
    await shop.tick();
    return stops;
  };
  const campaigns = async (): Promise<string[]> =>
    (await shop.definitions.listAll(CAMPAIGN)).map((each) => each.id).filter((each) => each.startsWith(`${id}-`));
  const weekly = async (fields: object = {}, repeat: Partial<Repeat> = {}): Promise<void> => {
    await shop.definitions.save(SEGMENT_KIND, `in-${id}`, { name: 'in', rule: { trait: 'city', is: id } });
    await shop.addCustomer(`u:${id}-1`, { traits: { name: 'A', city: id } });
    await shop.addCampaign(id, { audience: { include: [`in-${id}`] }, repeat: { at: '10:00', ...repeat }, ...fields });
  };
  const state = () => deps().series.find(id);

  it('sends to a fresh audience each time, as a campaign of its own', async () => {
    await weekly({}, { days: [1] });
    await startSeries(deps(), id, '김담당');
    expect((await state())?.nextAt).toBe('2026-11-30T01:00:00.000Z');
    await tick();
    expect(await campaigns()).toEqual([]);
    await shop.addCustomer(`u:${id}-2`, { traits: { name: 'B', city: id } });
    shop.setClock('2026-11-30T01:00:20.000Z');
    await tick();
    await shop.addCustomer(`u:${id}-3`, { traits: { name: 'C', city: id } });
    shop.setClock('2026-12-07T01:00:20.000Z');
    await tick();
    expect(await campaigns()).toEqual([`${id}-20261130`, `${id}-20261207`]);
    expect((await shop.ledger(`${id}-20261130`)).ids).toHaveLength(2);
    expect((await shop.ledger(`${id}-20261207`)).ids).toHaveLength(3);
    const found = await shop.definitions.get(CAMPAIGN, `${id}-20261130`);
    expect(found).toMatchObject({ by: '김담당', body: { seriesOf: id, name: `${id} 2026-11-30` } });
    expect(campaignSchema.parse(found?.body).repeat).toBeUndefined();
    expect((await shop.sends.state(`${id}-20261130`))?.launchedBy).toBe('김담당');
  });

  it('starts an occurrence once, however often and however many ticks fire, and wherever one of them died', async () => {
    await weekly();
    await startSeries(deps(), id);
    shop.setClock('2026-11-24T01:00:05.000Z');
    await Promise.all([tick(), tick()]);
    await tick();
    expect(await campaigns()).toEqual([`${id}-20261124`]);
    // A tick that died before it wrote down where the series stands: its timer is still there.
    const before = await state();
    await shop.definitions.save(TEMPLATE, 'unrelated', { name: 'x' });
    if (!before) throw new Error('no state');
    await deps().series.put(id, { ...before, nextAt: '2026-11-24T01:00:00.000Z', version: before.version + 1 });
    await deps().timers.put({ kind: 'series', dueAt: '2026-11-24T01:00:00.000Z', id });
    await tick();
    expect(await campaigns()).toEqual([`${id}-20261124`]);
    expect((await state())?.nextAt).toBe('2026-11-25T01:00:00.000Z');
  });

  it('after a day without ticks sends the newest occurrence if it is fresh, and counts the others', async () => {
    await weekly();
    await startSeries(deps(), id);
    shop.setClock('2026-11-26T03:00:00.000Z');
    await tick();
    expect(await campaigns()).toEqual([`${id}-20261126`]);
    expect(await state()).toMatchObject({ missed: 2, nextAt: '2026-11-27T01:00:00.000Z' });
    shop.setClock('2026-11-28T12:00:00.000Z');
    await tick();
    expect(await campaigns()).toHaveLength(1);
    expect((await state())?.missed).toBe(4);
  });

  it('is paused, resumed and ended; an edit holds from the next occurrence on, and never makes a second on one day', async () => {
    await weekly();
    await startSeries(deps(), id);
    await pauseSeries(deps(), id);
    shop.setClock('2026-11-24T01:00:00.000Z');
    await tick();
    expect(await campaigns()).toEqual([]);
    shop.setClock('2026-11-24T02:00:00.000Z');
    await startSeries(deps(), id);
    shop.setClock('2026-11-25T01:00:00.000Z');
    await tick();
    const draft = campaignSchema.parse((await shop.definitions.get(CAMPAIGN, id))?.body);
    const edited = { ...draft, name: 'edited', repeat: { ...repeatSchema.parse({ at: '15:00' }) } };
    await shop.definitions.save(CAMPAIGN, id, edited);
    await rescheduleSeries(deps(), id, edited);
    expect((await state())?.nextAt).toBe('2026-11-25T06:00:00.000Z');
    shop.setClock('2026-11-25T06:00:00.000Z');
    await tick();
    shop.setClock('2026-11-26T06:00:00.000Z');
    await tick();
    expect(await campaigns()).toEqual([`${id}-20261125`, `${id}-20261126`]);
    expect((await shop.definitions.get(CAMPAIGN, `${id}-20261126`))?.body).toMatchObject({ name: 'edited 2026-11-26' });
    await endSeries(deps(), id);
    shop.setClock('2026-11-27T06:00:00.000Z');
    await tick();
    expect(await campaigns()).toHaveLength(2);
  });

  it('stops and says why when what it is made of is gone, or was changed after its approval', async () => {
    await weekly();
    await startSeries(deps(), id);
    const template = await shop.definitions.get(TEMPLATE, `t-${id}`);
    await shop.definitions.save(TEMPLATE, `t-${id}`, template?.body, { archived: true });
    shop.setClock('2026-11-24T01:00:00.000Z');
    await tick();
    expect(await state()).toMatchObject({ status: 'paused', last: { problem: expect.stringContaining('template') } });
    expect(await campaigns()).toEqual([]);
  });

  it('refuses an id too long for its days, a series without a day left, and a second start', async () => {
    await weekly({}, { until: '2026-11-22' });
    await expect(startSeries(deps(), id)).rejects.toThrow('no day left');
    const long = `${id}-${'x'.repeat(30)}`;
    await shop.addCampaign(long, { audience: { list: [`${id}-1`] }, repeat: { at: '10:00' } });
    await expect(startSeries(deps(), long)).rejects.toThrow('shorter id');
    id = `${id}b`;
    await weekly();
    await startSeries(deps(), id);
    await expect(startSeries(deps(), id)).rejects.toThrow('running already');
  });

  const edit = async (fields: object): Promise<void> => {
    const found = await shop.definitions.get(CAMPAIGN, id);
    await shop.definitions.save(CAMPAIGN, id, { ...campaignSchema.parse(found?.body), ...fields });
  };
  const due = '2026-11-24T01:00:00.000Z';

  it('sends nothing that somebody laid under the id of a day, and goes on with the next', async () => {
    await weekly();
    await startSeries(deps(), id);
    await shop.addCampaign(`${id}-20261124`, { seriesOf: id, audience: { list: [`${id}-1`] }, hypothesis: 'planted' });
    shop.setClock(due);
    expect(await tick()).toEqual([expect.stringContaining(`another campaign "${id}-20261124"`)]);
    expect(await shop.sends.state(`${id}-20261124`)).toBeUndefined();
    expect(await state()).toMatchObject({
      status: 'paused',
      last: { problem: expect.stringContaining('did not write') },
    });
    await startSeries(deps(), id);
    shop.setClock('2026-11-25T01:00:00.000Z');
    expect(await tick()).toEqual([]);
    expect((await shop.sends.snapshot(`${id}-20261125`)).campaign).toMatchObject({ seriesOf: id });
  });

  it('finishes the occurrence of a tick that died before the send, and sends exactly the series', async () => {
    await weekly();
    await startSeries(deps(), id);
    shop.setClock(due);
    const dying = { ...deps(), sends: { ...shop.sends, create: () => Promise.reject(new Error('power cut')) } };
    const failed: string[] = [];
    await createRunSeries(dying)({ failed: (series) => failed.push(series), stopped: () => undefined });
    expect(failed).toEqual([id]);
    expect(await tick()).toEqual([]);
    const { campaign, campaignVersion } = await shop.sends.snapshot(`${id}-20261124`);
    expect(campaign).toEqual(campaignSchema.parse((await shop.definitions.get(CAMPAIGN, `${id}-20261124`))?.body));
    expect(campaignVersion).toBe(1);
  });

  it('looks again at what was changed since its start, and stops where a launch would be refused', async () => {
    await weekly();
    await startSeries(deps(), id);
    await shop.definitions.save(TEMPLATE, `t-${id}`, { ...EMAIL_AD, html: '<p>바뀐 글</p>' });
    shop.setClock(due);
    expect(await tick()).toEqual([]);
    await shop.definitions.save(TEMPLATE, `t-${id}`, { ...EMAIL_AD, html: '{{ customer.nmae }}' });
    shop.setClock('2026-11-25T01:00:00.000Z');
    expect(await tick()).toEqual([expect.stringContaining('It was changed')]);
    expect(await campaigns()).toEqual([`${id}-20261124`]);
    expect(await state()).toMatchObject({ status: 'paused', nextAt: null });
  });

  it('that was approved goes on from another folder, and stops once its audience is another', async () => {
    await shop.settings.change({ approval: 'another' });
    await weekly();
    await approveCampaign({ ...shop.common, preflight: shop.preflight }, id, 'junho');
    await startSeries(deps(), id);
    await edit({ folder: '겨울' });
    shop.setClock(due);
    expect(await tick()).toEqual([]);
    expect(await campaigns()).toEqual([`${id}-20261124`]);
    await edit({ control: 0.5 });
    shop.setClock('2026-11-25T01:00:00.000Z');
    expect(await tick()).toEqual([expect.stringContaining('has changed since junho approved it')]);
    await shop.settings.change({ approval: 'none' });
  });

  it('stops when its sender is gone, and when it has grown beyond what can be kept', async () => {
    await shop.settings.change({ brands: [{ id: 'second', name: '둘째' }] });
    await weekly({ brand: 'second' });
    await startSeries(deps(), id);
    await shop.settings.change({ brands: [] });
    shop.setClock(due);
    expect(await tick()).toEqual(['There is no brand "second" any more.']);
    await edit({ brand: undefined });
    await startSeries(deps(), id);
    await edit({
      brand: undefined,
      audience: { list: Array.from({ length: 5_000 }, (_, n) => `u:${n}`.padEnd(50, 'x')) },
    });
    await shop.definitions.save(TEMPLATE, `t-${id}`, { ...EMAIL_AD, html: `<p>${'가'.repeat(40_000)}</p>` });
    shop.setClock('2026-11-25T01:00:00.000Z');
    expect(await tick()).toEqual([expect.stringContaining('bytes of JSON together; at most 350000')]);
    expect((await shop.preflight(id)).findings.map(({ code }) => code)).toContain('tooLarge');
  });

  it('with the longest name there is names its occurrences so that they can be read', async () => {
    await weekly({ name: `${'가'.repeat(108)}😀${'나'.repeat(10)}` });
    await startSeries(deps(), id);
    shop.setClock(due);
    expect(await tick()).toEqual([]);
    const found = campaignSchema.parse((await shop.definitions.get(CAMPAIGN, `${id}-20261124`))?.body);
    expect(found.name).toBe(`${'가'.repeat(108)} 2026-11-24`);
  });

  it('that cannot be read stops, and says so', async () => {
    await weekly();
    await startSeries(deps(), id);
    await edit({ name: '' });
    shop.setClock(due);
    expect(await tick()).toEqual([expect.stringContaining('cannot be read')]);
  });

  it('has no other start than its own: one beside it is refused, and one stored before that is left out', async () => {
    const body = { name: 'x', channel: 'email', templateId: 't', audience: { list: ['a'] }, repeat: { at: '10:00' } };
    const at = '2026-11-23T03:00:00.000Z';
    const messages = (fields: object) =>
      savedCampaignSchema.safeParse({ ...body, ...fields }).error?.issues.map(({ message }) => message);
    expect(messages({})).toBeUndefined();
    expect(messages({ at })).toEqual([expect.stringContaining('cannot stand beside "repeat"')]);
    expect(messages({ arms: [{}, { at }] })).toEqual([expect.stringContaining('of their own beside "repeat"')]);
    await weekly({ at, arms: [{}, { at, offer: 'X' }], goal: { event: 'Order Completed', windowDays: 14 } });
    await startSeries(deps(), id);
    shop.setClock(due);
    expect(await tick()).toEqual([]);
    const { campaign } = await shop.sends.snapshot(`${id}-20261124`);
    expect(campaign).not.toHaveProperty('at');
    expect(campaign.arms?.map((arm) => arm.at)).toEqual([undefined, undefined]);
  });

  it('edited when an occurrence is due sends that one still, and writes over what a tick wrote in between', async () => {
    await weekly();
    await startSeries(deps(), id);
    const later = repeatSchema.parse({ at: '15:00' });
    await edit({ repeat: later });
    shop.setClock('2026-11-24T01:00:10.000Z');
    const draft = campaignSchema.parse((await shop.definitions.get(CAMPAIGN, id))?.body);
    await rescheduleSeries(deps(), id, draft);
    expect((await state())?.nextAt).toBe(due);
    await tick();
    expect(await campaigns()).toEqual([`${id}-20261124`]);
    expect((await state())?.nextAt).toBe('2026-11-24T06:00:00.000Z');
    let isFirst = true;
    const series = {
      ...deps().series,
      put: async (seriesId: string, after: SeriesState) => {
        const before = isFirst ? await state() : undefined;
        isFirst = false;
        if (before) await deps().series.put(seriesId, { ...before, missed: 7, version: before.version + 1 });
        return deps().series.put(seriesId, after);
      },
    };
    await rescheduleSeries({ ...deps(), series }, id, { ...draft, repeat: repeatSchema.parse({ at: '16:00' }) });
    expect(await state()).toMatchObject({ missed: 7, nextAt: '2026-11-24T07:00:00.000Z' });
  });
});
