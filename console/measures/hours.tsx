import { Chart } from '../charts/chart.tsx';
import { Heat } from '../charts/heat.tsx';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage } from '../words/language.tsx';
import type { Hours } from './answers.ts';
import { MEASURE_WORDS } from './words.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const HEIGHT = 200;

/** Clicks by hour of the week, the darker the more. */
export const HoursGrid = ({ hours }: { readonly hours: Hours['data'] }) => {
  const words = MEASURE_WORDS[useLanguage().language];
  const format = useFormat();
  if (hours.every(({ clicked, opened }) => clicked + opened === 0)) return <p class="quiet-line">{words.noHours}</p>;
  const most = Math.max(1, ...hours.map(({ clicked }) => clicked));
  const at = (weekday: number, hour: number) =>
    hours.find((one) => one.weekday === weekday + 1 && one.hour === hour) ?? { clicked: 0, opened: 0 };
  const places = words.weekdays.flatMap((name, weekday) => HOURS.map((hour) => ({ name, weekday, hour })));
  const column = (name: string, of: 'clicked' | 'opened') => ({
    name,
    values: places.map(({ weekday, hour }) => at(weekday, hour)[of]),
    show: format.number,
  });
  return (
    <>
      <p class="quiet-line">{words.hoursLead}</p>
      <Chart
        name={words.hours}
        file="hours"
        figures={{
          head: words.hour,
          labels: places.map(({ name, hour }) => words.hourOf(name, hour)),
          columns: [column(words.clicked, 'clicked'), column(words.opened, 'opened')],
        }}
        height={HEIGHT}
        draw={(width) => (
          <Heat
            rows={words.weekdays}
            columns={HOURS.map((hour) => (hour % 6 === 0 ? String(hour) : ''))}
            shareAt={(weekday, hour) => at(weekday, hour).clicked / most}
            told={(weekday, hour) => {
              const { clicked, opened } = at(weekday, hour);
              return words.clicks(words.weekdays[weekday] ?? '', hour, clicked, opened);
            }}
            width={width}
            height={HEIGHT}
          />
        )}
      />
    </>
  );
};
