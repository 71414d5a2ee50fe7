import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { createKpiStore } from '../../../shared/kpis/kpi-store.ts';
import { monthNumber } from '../../../shared/kpis/period.ts';
import { retentionTable } from '../../../shared/kpis/retention.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { epochDay, localDate } from '../../../shared/platform/time.ts';
import type { Services } from '../services.ts';

const NEVER = 'Nothing has been computed yet; start a run with POST /v1/recompute {}.';

const monthOrDay = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$/, 'must be a month such as 2026-11 or a date such as 2026-11-22');

const RETENTION_DEFINITION = {
  ko: '코호트는 첫 주문을 한 달(상점 시간대)입니다. 칸은 그 뒤 n번째 달에 한 번 이상 주문한 서로 다른 고객 수이며, 코호트 크기로 나눈 값이 재구매 유지율입니다. 어느 달에 쉬었다가 다음 달에 돌아온 고객도 그달에는 셉니다. 마지막 주문이 있는 달 뒤의 칸은 없으며, 끝나지 않은 달은 평균에서 뺍니다. 평균은 코호트 크기로 가중합니다. 일반 고객만 셉니다.',
  en: 'A cohort is the month of the first order in the shop’s zone. A cell counts distinct customers with at least one order in the n-th month after it; divided by the size of the cohort it is the retention. Who was away for a month and came back counts in the month of coming back. There are no cells after the month of the latest order, and a month that is not over is left out of the average. The average is weighted by the size of the cohorts. Only consumers count.',
} as const;

export const kpiRoutes = ({ environment, dynamo, clock, settings }: Services): readonly Route[] => {
  const kpis = createKpiStore(dynamo, environment.INSIGHTS_TABLE);
  const today = async (): Promise<string> => localDate(clock(), (await settings.current()).timezone);

  return [
    route({
      method: 'GET',
      path: '/v1/reports/retention',
      scope: 'read',
      tag: 'reports',
      summary: 'Monthly cohorts: who came back in which month after the first order',
      query: z.object({
        from: monthOrDay.optional(),
        to: monthOrDay.optional(),
        asOf: z.iso.date().optional(),
      }),
      handle: async ({ query: { from, to, asOf } }) => {
        const row = await kpis.retention(asOf ?? (await today()));
        if (!row) throw new DangolError('not_found', NEVER);
        const table = retentionTable(row.cohorts, epochDay(row.asOf), row.lastOrderDay, {
          from: from === undefined ? Number.NEGATIVE_INFINITY : monthNumber(from),
          to: to === undefined ? Number.POSITIVE_INFINITY : monthNumber(to),
        });
        return { body: { asOf: row.asOf, runId: row.runId, ...table, definition: RETENTION_DEFINITION } };
      },
    }),
  ];
};
