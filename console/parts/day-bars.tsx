import type { Kpi } from '../answers/reports.ts';
import { useWords } from '../words/language.tsx';
import { useFormat } from './shop.tsx';

const WIDTH = 420;
const HEIGHT = 120;
const GAP = 6;

/** Revenue by day as bars; the same figures stand in a table for who reads or listens rather than looks. */
export const DayBars = ({ days }: { readonly days: readonly Kpi[] }) => {
  const words = useWords();
  const format = useFormat();
  const amounts = days.map((day) => Math.max(0, day.revenue[0]?.amount ?? 0));
  const top = Math.max(1, ...amounts);
  const step = WIDTH / days.length;
  const first = days[0];
  const last = days.at(-1);
  return (
    <figure class="bars">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" preserveAspectRatio="none">
        {days.map((day, index) => {
          const height = Math.max(2, ((amounts[index] ?? 0) / top) * (HEIGHT - 6));
          return (
            <rect
              key={day.date}
              class={index === days.length - 1 ? 'bar last' : 'bar'}
              x={index * step + GAP / 2}
              y={HEIGHT - height}
              width={step - GAP}
              height={height}
              rx="2"
            >
              <title>{`${format.date(day.date)} · ${format.monies(day.revenue)}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption>
        <span>{first ? format.monthDay(first.date) : ''}</span>
        <span>{last ? format.monthDay(last.date) : ''}</span>
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
            {days.toReversed().map((day) => (
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
