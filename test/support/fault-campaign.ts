import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import * as z from 'zod';
import { hasArrived } from '../../shared/delivery/arrival.ts';
import { triedOf } from '../../shared/delivery/chain.ts';
import type { Message } from '../../shared/delivery/message.ts';
import { parseRef } from '../../shared/tracking/ref.ts';
import { askPatiently } from './ask-patiently.ts';
import { FAULT_CHAINS, FAULT_CHANNELS, type FaultChannel, SHARES, waysOf } from './fault-channels.ts';
import { connectLedger, type LedgerTables } from './fault-ledger.ts';
import { expectNoneTooMany } from './fault-ways.ts';
import { freePort, startStackProcess } from './stack-process.ts';

/** Which invocations die; a new execution environment costs as much as a hundred messages. */
interface Killed {
  readonly killInvocations: number;
  /** Beginnings of functions' names; any function if absent. */
  readonly killOnly?: readonly string[];
}
/** Messages a second: slow enough for a campaign to be met in its middle, then faster than the machine. */
const slowRate = (perCampaign: number): number => Math.max(1, Math.min(30, Math.floor(perCampaign / 15)));
const FAST = 2_000;
const MINUTE = 60_000;
const NO_LIMITS = { bounce: null, complaint: null, unsubscribe: null, failure: null };
/** Within it every retry that a fault makes necessary has come. */
const PATIENCE = 20 * MINUTE;
const DAY = 1_440 * MINUTE;
/** Longer than the slowest channel waits for a receipt. */
const HORIZON = 4 * DAY;

const counts = z.record(z.string(), z.number());
const reportSchema = z.object({
  ...{ status: z.string(), audience: z.number(), pending: z.number(), deferred: z.number(), sent: z.number() },
  ...{ delivered: z.number(), skipped: counts, failed: z.number(), unknown: z.number() },
  reasons: z.object({ deferred: counts, failed: counts, unknown: counts }),
  control: z.object({ size: z.number() }),
  ways: z.object({ arrivedTwice: z.number() }).nullable(),
});
type Report = z.infer<typeof reportSchema>;

const KINDS = [...FAULT_CHANNELS, ...FAULT_CHAINS];

const logSchema = z.array(z.object({ to: z.string(), tags: z.record(z.string(), z.string()).optional() }));
const countsSchema = z.object({ now: z.string(), failedInvocations: z.number() });

const sum = (byReason: Readonly<Record<string, number>>): number =>
  Object.values(byReason).reduce((total, one) => total + one, 0);

/** Everybody of the audience is in one of the six states (P4). */
const expectWhole = (id: string, { audience, pending, deferred, sent, skipped, failed, unknown }: Report): void =>
  expect(pending + deferred + sent + sum(skipped) + failed + unknown, id).toBe(audience);

/** Numbers of a campaign by a plain look at its rows. */
const recount = (rows: readonly Message[]) => {
  const treated = rows.filter(({ arm }) => arm !== 'control');
  const of = (status: Message['status']) => treated.filter((row) => row.status === status);
  const byReason = (status: Message['status']) => {
    const found: Record<string, number> = {};
    for (const { reason = '' } of of(status)) found[reason] = (found[reason] ?? 0) + 1;
    return found;
  };
  return {
    ...{ audience: treated.length, pending: 0, deferred: 0, sent: of('sent').length },
    delivered: of('sent').filter((row) => [...triedOf(row).values()].some(hasArrived)).length,
    ...{ skipped: byReason('skipped'), failed: of('failed').length, unknown: of('unknown').length },
    reasons: { deferred: {}, failed: byReason('failed'), unknown: byReason('unknown') },
    control: { size: rows.length - treated.length },
  };
};

/** Which campaign, bucket, chunk and index a reference is about, whatever the way. */
const placeOf = (ref: string): string => ref.split('_').slice(0, 4).join('_');

interface Survived {
  readonly sent: number;
  readonly unknown: number;
  readonly killed: number;
  /** People who got the message by another way because the first had not reached them. */
  readonly fellBack: number;
}

interface FaultCampaign {
  /** Messages of all campaigns together, control group and people without consent included. */
  readonly recipients: number;
  readonly killed: Killed;
}

/**
 * Two campaigns per channel, two that go by mail and then by text, and two by Brand Message and then by text, on a stack that delivers a tenth of its batches twice, kills invocations at random points,
 * throttles one DynamoDB call and refuses one provider call in twenty and loses one answer in a hundred. One campaign is paused in its
 * middle and goes on, the other is cancelled in its middle.
 */
export const surviveFaultCampaign = async (options: FaultCampaign): Promise<Survived> => {
  const stack = await startStackProcess({ port: await freePort() });
  try {
    return await campaignUnderFaults(stack.url, options);
  } finally {
    await stack.stop();
  }
};

const headers = { authorization: 'Bearer local-admin', 'content-type': 'application/json' };

/** As `surviveFaultCampaign`, on a stack that runs and is left with another clock and other settings. */
export const campaignUnderFaults = async (url: string, { recipients, killed }: FaultCampaign): Promise<Survived> => {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const { status, text } = await askPatiently(`${url}${path}`, {
      ...{ method, headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (status < 200 || status > 299) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  /** Answers may be lost like any other: asks until the answer is read. */
  const read = async <T>(schema: z.ZodType<T>, path: string): Promise<T> => {
    for (let tries = 0; ; tries++) {
      try {
        return schema.parse(await ask('GET', path));
      } catch (error) {
        if (tries === 20) throw error;
        await wait(100);
      }
    }
  };
  const reportOf = (id: string): Promise<Report> => read(reportSchema, `/v1/campaigns/${id}/report`);
  /** By the provider's own log. */
  const sentBy = async (id: string, of: FaultChannel) => {
    const logs: z.infer<typeof logSchema> = [];
    for (const channel of new Set(waysOf(of).map(({ shownAs }) => shownAs)))
      logs.push(...(await read(logSchema, `/inbox/messages?channel=${channel}`)));
    return logs.map(({ to, tags }) => ({ to, ref: tags?.ref ?? '' })).filter(({ ref }) => ref.startsWith(`${id}_`));
  };
  const drain = async () => countsSchema.parse(await ask('POST', '/_local/drain'));
  const now = async (): Promise<number> => Date.parse((await drain()).now);
  const advance = (to: number, every = false) =>
    ask('POST', '/_local/advance', { to: new Date(to).toISOString(), every });
  /** Commands a campaign until it is in one of the states that the command leads to, whatever became of the answer. */
  const command = async (id: string, verb: string, until: readonly string[]): Promise<void> => {
    for (let tries = 0; tries < 20; tries++) {
      await ask('POST', `/v1/campaigns/${id}/${verb}`).catch(() => undefined);
      if (until.includes((await reportOf(id)).status)) return;
      await wait(100);
    }
    throw new Error(`${id} could not be told to ${verb}`);
  };

  const perCampaign = Math.floor(recipients / KINDS.length / 2);
  const ledger: LedgerTables = await connectLedger(ask);
  // Ads by text are for daylight: ten in the morning of Seoul.
  const start = await now();
  await advance(Math.ceil((start + 9 * 60 * MINUTE) / DAY) * DAY + 60 * MINUTE);
  const setRates = (rate: number) =>
    ask('PUT', '/v1/settings', { rates: { email: rate, sms: rate, kakao: rate, push: rate } });
  await ask('PUT', '/v1/settings', {
    sms: { provider: { KR: 'solapi' }, kakaoChannel: 'local-channel' },
    // So many bounces and refusals as are played here would, rightly, stop every ad of a channel.
    ...{ guardrails: NO_LIMITS, accountGuardrails: NO_LIMITS },
  });
  await setRates(slowRate(perCampaign));
  const people = new Map<string, string[]>();
  for (const { to } of KINDS) if (!people.has(to)) people.set(to, await ledger.addPeople(to, 2 * perCampaign));

  const campaigns: { id: string; of: FaultChannel; ends: 'done' | 'cancelled' }[] = [];
  for (const of of KINDS) {
    const { name, channel, template, purpose, fallback = [] } = of;
    const body = { purpose, language: 'ko', name };
    await ask('POST', '/v1/templates', { ...body, id: name, channel, ...template });
    const ways = [];
    for (const [index, way] of fallback.entries()) {
      const id = `${name}-way-${index}`;
      await ask('POST', '/v1/templates', { ...body, id, channel: way.channel, ...way.template });
      ways.push({ channel: way.channel, templateId: id, afterMinutes: 5, ...(way.on ? { on: way.on } : {}) });
    }
    for (const [half, ends] of (['done', 'cancelled'] as const).entries()) {
      const id = `${name}-${ends}`;
      const list = people.get(of.to)?.slice(half * perCampaign, (half + 1) * perCampaign);
      const fields = { audience: { list }, goal: { event: 'Order Completed', windowDays: 7 }, control: 0.05 };
      await ask('POST', '/v1/campaigns', {
        id,
        name: id,
        channel,
        templateId: name,
        ...fields,
        ...(ways.length > 0 ? { fallback: ways } : {}),
      });
      campaigns.push({ id, of, ends });
    }
  }

  // A template of AlimTalk is looked up with Kakao every two minutes.
  await advance((await now()) + 3 * MINUTE);
  const before = await drain();
  await ask('POST', '/_local/faults', { seed: 20_261_123, ...SHARES, ...killed });
  const launched: string[] = [];
  /** Looks until `when` holds of a campaign, at the others in turn: a look costs as much as a message. */
  const pollUntil = async (id: string, when: (report: Report) => boolean): Promise<void> => {
    for (let polls = 0; polls < 3_000; polls++) {
      const report = await reportOf(id);
      expectWhole(id, report);
      if (when(report)) return;
      const other = launched[polls % launched.length] ?? id;
      if (other !== id) expectWhole(other, await reportOf(other));
      await wait(300);
    }
    throw new Error(`${id} never came so far: ${JSON.stringify(await reportOf(id))}`);
  };
  for (const { id, ends } of campaigns) {
    await command(id, 'launch', ['launching', 'sending', 'done']);
    launched.push(id);
    await pollUntil(id, ({ audience, sent }) => sent > audience / 50);
    if (ends === 'cancelled') await command(id, 'cancel', ['cancelling', 'cancelled']);
    else await command(id, 'pause', ['paused']);
  }
  await drain();
  for (const { id, ends, of } of campaigns) {
    const report = await reportOf(id);
    expectWhole(id, report);
    if (ends === 'cancelled') continue;
    // Nobody is under way any more; what is open stays open until somebody says so.
    expect(report, id).toMatchObject({ status: 'paused' });
    expect(report.pending, id).toBeGreaterThan(0);
    const people = new Set((await sentBy(id, of)).map(({ ref }) => placeOf(ref))).size;
    // By another way a person may wait for who was written to already.
    expect(people, id).toBeLessThanOrEqual(report.sent + report.unknown + (of.fallback ? report.pending : 0));
  }
  await setRates(FAST);
  for (const { id, ends } of campaigns)
    if (ends === 'done') await command(id, 'resume', ['launching', 'sending', 'done']);
  // Looked at while it runs, at every moment.
  for (const { id, ends } of campaigns)
    if (ends === 'done') await pollUntil(id, ({ pending, audience }) => pending <= audience / 20);
  await drain();
  // Leases of dead workers end, refused messages are tried again; the tick comes every minute.
  await advance((await now()) + PATIENCE, true);
  const { failedInvocations } = await drain();
  await ask('POST', '/_local/faults', {});
  await drain();

  const rows = await ledger.rows();
  for (const { id, ends, of } of campaigns) {
    const mine = rows.filter(({ campaignId }) => campaignId === id);
    const report = await reportOf(id);
    expectWhole(id, report);
    expect(report, id).toMatchObject({ status: ends, pending: 0, deferred: 0 });
    expect(report, id).toMatchObject(recount(mine));
    if (ends === 'cancelled') expect(report.skipped.cancelled, id).toBeGreaterThan(0);
    else if (of.purpose === 'ad') expect(report.skipped.noConsent, id).toBeGreaterThan(0);

    // No address twice by one way, everybody in the log known as sent, nobody else. A notification has no receipt that could settle it.
    const log = await sentBy(id, of);
    const got = log.map(({ to, ref }) => `${parseRef(ref).link ?? 0} ${to}`);
    expect(new Set(got).size, `${id}: people twice`).toBe(log.length);
    const accepted = new Set(log.map(({ ref }) => ref));
    const tried = mine.flatMap((row) => [...triedOf(row).values()]);
    const isKnown = ({ status, channel, ref }: (typeof tried)[number]) =>
      status === 'sent' || (channel === 'push' && status === 'unknown' && accepted.has(ref));
    const known = tried.filter(isKnown).map(({ ref }) => ref);
    expect(known.sort(), `${id}: sent and accepted`).toEqual([...accepted].sort());
    if (of.fallback) expect(report.ways, id).toEqual(expect.objectContaining(expectNoneTooMany(id, of, mine)));
    else expect(report.delivered, id).toBe(report.sent);
  }

  // What has no receipt by the horizon of its channel is closed and counted.
  await advance((await now()) + HORIZON);
  const closed = await ledger.rows();
  const total = { sent: 0, unknown: 0 };
  for (const { id } of campaigns) {
    const mine = closed.filter(({ campaignId }) => campaignId === id);
    const report = await reportOf(id);
    expect(report, id).toMatchObject(recount(mine));
    const noReceipt = report.unknown === 0 ? {} : { noReceipt: report.unknown };
    expect(report.reasons.unknown, id).toEqual(noReceipt);
    total.sent += report.sent;
    total.unknown += report.unknown;
  }
  const fellBack = closed.filter(({ link, status }) => link !== undefined && link > 0 && status === 'sent').length;
  return { ...total, fellBack, killed: failedInvocations - before.failedInvocations };
};
