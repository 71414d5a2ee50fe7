import { CAMPAIGN } from '../../infra/sample/campaign.ts';
import { createSampleShop, PLANTED } from '../../infra/sample/shop.ts';
import { armOf, ONLY_ARM } from '../../shared/campaigns/arm.ts';
import { add } from '../../shared/insights/counters.ts';
import { messageContribution } from '../../shared/insights/message-counters.ts';
import { reportOf } from '../../shared/insights/report.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const AT = '2026-11-23T01:05:00.000Z';

/** Chance that the message costs a person, as it was planted: nobody whom it brings back leaves. */
const PLANTED_LOSS = PLANTED.unsubscribes * (1 - PLANTED.convertsAfterMessage);

/** The sample shop's campaign in one seeded world, from the ledger rows to the report, without the stack. */
const run = (seed: number) => {
  const campaignId = `second-order-${seed}`;
  const { destinies } = createSampleShop({ seed, now: NOW });
  let extraOrders = 0;
  let extraRevenue = 0;
  const rows = [...destinies.values()].map((one) => {
    const arm = armOf(campaignId, `u:${one.userId}`, { control: CAMPAIGN.control });
    const held = arm === 'control';
    const spend = held ? one.spendAlone : one.spendAfterMessage;
    if (!held) {
      extraRevenue += one.spendAfterMessage - one.spendAlone;
      extraOrders += Number(one.spendAfterMessage > 0) - Number(one.spendAlone > 0);
    }
    return {
      ...{ customerId: `u:${one.userId}`, key: `${campaignId}#0#0`, campaignId, ref: `${campaignId}_00_0_0`, arm },
      ...({ channel: 'email', purpose: 'ad', status: held ? 'control' : 'sent' } as const),
      ...{ at: AT, handedOverAt: AT, attempts: 1, goalDays: CAMPAIGN.goal.windowDays, expiresAt: 0 },
      ...(held ? { eligible: true } : {}),
      ...(!held && one.unsubscribes ? { unsubscribedAt: AT } : {}),
      ...(spend > 0 ? { goal: { orders: 1, revenue: spend, currency: 'KRW', firstAt: AT } } : {}),
    };
  });
  const sent = rows.filter(({ arm }) => arm === ONLY_ARM).length;
  const report = reportOf({
    campaign: {
      ...{ id: campaignId, name: CAMPAIGN.name, channel: 'email', control: CAMPAIGN.control },
      ...{ goalEvent: CAMPAIGN.goal.event, windowDays: CAMPAIGN.goal.windowDays },
    },
    ...{ status: 'done', paused: null, stage: null, launchedAt: AT, begun: true, decided: false },
    ...{ audience: sent, controlSize: rows.length - sent, holdoutSize: 0 },
    counters: add(...rows.map(messageContribution)),
    ...{ currency: 'KRW', margin: 0.3, platformMilli: 0, revenuePerPerson: 50_000, now: AT },
  });
  return { report, extraOrders, extraRevenue };
};

const within = (value: number, interval: { low: number; high: number } | null | undefined): boolean =>
  interval !== null && interval !== undefined && value >= interval.low && value <= interval.high;

/** In how many of so many seeded worlds the planted truth lies within the report's 95 % intervals. */
export const plantedRuns = (count: number) => {
  const hits = { buyers: 0, revenue: 0, lost: 0 };
  for (let seed = 1; seed <= count; seed++) {
    const { report, extraOrders, extraRevenue } = run(seed);
    hits.buyers += Number(within(extraOrders, report.extra.peopleInterval));
    hits.revenue += Number(within(extraRevenue, report.extra.revenueInterval));
    hits.lost += Number(within(PLANTED_LOSS, report.peopleLost.interval));
  }
  return hits;
};
