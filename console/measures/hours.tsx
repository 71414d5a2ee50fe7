import { useLanguage } from '../words/language.tsx';
import type { Hours } from './answers.ts';
import { MEASURE_WORDS } from './words.ts';

/** Shades of the grid, from nothing to the busiest hour. */
const SHADES = 10;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Clicks by hour of the week; each cell says in words what it shows. */
export const HoursGrid = ({ hours }: { readonly hours: Hours['data'] }) => {
  const words = MEASURE_WORDS[useLanguage().language];
  const most = Math.max(0, ...hours.map(({ clicked }) => clicked));
  if (hours.every(({ clicked, opened }) => clicked + opened === 0)) return <p class="quiet-line">{words.noHours}</p>;
  const at = (weekday: number, hour: number) => hours.find((one) => one.weekday === weekday && one.hour === hour);
  return (
    <>
      <p class="quiet-line">{words.hoursLead}</p>
      <table class="hours" aria-label={words.hours}>
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col">
                {hour % 6 === 0 ? hour : ''}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {words.weekdays.map((name, index) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {HOURS.map((hour) => {
                const { clicked, opened } = at(index + 1, hour) ?? { clicked: 0, opened: 0 };
                const told = words.clicks(name, hour, clicked, opened);
                const shade = most === 0 ? 0 : Math.ceil((clicked / most) * SHADES);
                return (
                  <td key={hour} class={`shade-${shade}`} title={told}>
                    <span class="unseen">{told}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
};
