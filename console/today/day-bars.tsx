import { toMajor } from '../../shared/platform/money.ts';
import type { Kpi } from '../answers/reports.ts';
import { Bars } from '../charts/bars.tsx';
import { Chart } from '../charts/chart.tsx';
import { useFormat } from '../parts/shop.tsx';
import { useWords } from '../words/language.tsx';

const HEIGHT = 140;
const DAY_MS = 86_400_000;
const dayBefore = (date: string, days: number): string =>
  new Date(Date.parse(date) - days * DAY_MS).toISOString().slice(0, 10);

interface DayBarsProps {
  /** In order of days. */
  readonly days: readonly Kpi[];
  /** Places on the axis, the last for the newest day; a day without figures stays empty. */
  readonly slots: number;
}

/** Revenue by day as bars, in the currency of most of it; other currencies and orders stand in the table. */
export const DayBars = ({ days, slots }: DayBarsProps) => {
  const words = useWords();
  const format = useFormat();
  const last = days.at(-1);
  if (!last) return null;
  const dates = Array.from({ length: slots }, (_, index) => dayBefore(last.date, slots - 1 - index));
  const shown = dates.map((date) => days.find((day) => day.date === date));
  const currencies = [...new Set(shown.flatMap((day) => day?.revenue.map(({ currency }) => currency) ?? []))];
  const revenue = currencies.map((currency) => ({
    name: currencies.length === 1 ? words.today.revenue : `${words.today.revenue} (${currency})`,
    values: shown.map((day) =>
      day ? Math.max(0, day.revenue.find((one) => one.currency === currency)?.amount ?? 0) : null,
    ),
    show: (amount: number) => format.money({ amount, currency }),
    plain: (amount: number) => toMajor(amount, currency),
  }));
  const orders = {
    name: words.today.orders,
    values: shown.map((day) => day?.orders ?? null),
    show: format.number,
  };
  const figures = {
    head: words.today.day,
    labels: dates.map((date) => format.date(date)),
    columns: [...revenue, orders],
  };
  const axis = [format.monthDay(dates[0] ?? last.date), format.monthDay(last.date)];
  return (
    <Chart
      name={words.today.fortnight}
      file="revenue-by-day"
      figures={figures}
      height={HEIGHT}
      draw={(width) => <Bars figures={figures} width={width} height={HEIGHT} axis={axis} />}
      latestFirst
    />
  );
};
