import type { Kpi } from '../answers/reports.ts';
import { useWords } from '../words/language.tsx';
import { useFormat } from './shop.tsx';

const WIDTH = 420;
const HEIGHT = 120;
const GAP = 6;

const DAY_MS = 86_400_000;
const dayBefore = (date: string, days: number): string =>
  new Date(Date.parse(date) - days * DAY_MS).toISOString().slice(0, 10);

interface DayBarsProps {
  /** In order of days; a day without figures is left out. */
  readonly days: readonly Kpi[];
  /** Places on the axis, the last for the newest day. */
  readonly slots: number;
}

/** Revenue by day as bars; the same figures stand in a table for who reads or listens rather than looks. */
export const DayBars = ({ days, slots }: DayBarsProps) => {
  const words = useWords();
  const format = useFormat();
  const last = days.at(-1);
  if (!last) return null;
  const first = dayBefore(last.date, slots - 1);
  const shown = days.filter((day) => day.date >= first);
  const amountOf = (day: Kpi): number => Math.max(0, day.revenue[0]?.amount ?? 0);
  const top = Math.max(1, ...shown.map(amountOf));
  const step = WIDTH / slots;
  const slotOf = (day: Kpi): number => Math.round((Date.parse(day.date) - Date.parse(first)) / DAY_MS);
  return (
    <figure class="bars">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" preserveAspectRatio="none">
        {shown.map((day) => {
          const height = Math.max(2, (amountOf(day) / top) * (HEIGHT - 6));
          return (
            <rect
              key={day.date}
              class={day === last ? 'bar last' : 'bar'}
              x={slotOf(day) * step + GAP / 2}
              y={HEIGHT - height}
              width={step - GAP}
              height={height}
              rx="2"
            >
              <title>{`${format.date(day.date)} · ${format.monies(day.revenue)}`}</title>
            </rect>
          );
        })}
        <path class="axis" d={`M0 ${HEIGHT}H${WIDTH}`} />
      </svg>
      <figcaption>
        <span>{format.monthDay(first)}</span>
        <span>{format.monthDay(last.date)}</span>
      </figcaption>
      <details class="as-table">
        <summary>{words.common.asTable}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.today.day}</th>
              <th scope="col" class="figure">
                {words.today.orders}
              </th>
              <th scope="col" class="figure">
                {words.today.revenue}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.toReversed().map((day) => (
              <tr key={day.date}>
                <th scope="row">{format.date(day.date)}</th>
                <td class="figure">{format.number(day.orders)}</td>
                <td class="figure">{format.monies(day.revenue)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
};
