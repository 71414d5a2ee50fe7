// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { scaleLinear } from 'd3-scale';
import {
  type Calendar,
  type CalendarEntry,
  calendarSchema,
  campaignOfEntry,
  isNight,
  minuteIn,
  timeOf,
} from '../answers/calendar.ts';
import { Chart } from '../charts/chart.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Show } from '../parts/states.tsx';
import { withQuery } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords, wordOf } from '../words/language.tsx';
import { DAY_WORDS } from './words.ts';

const DAY_MINUTES = 1_440;
const LINE = 44;
const HEIGHT = LINE + 20;
const MARK = 5;
const HOURS = [0, 3, 6, 9, 12, 15, 18, 21, 24];

/** Pieces of a day; a night that crosses midnight is two. */
const piecesOf = ({ nights }: Calendar): (readonly [number, number])[] =>
  nights.flatMap(({ from, to }) =>
    from <= to ? [[from, to] as const] : [[0, to] as const, [from, DAY_MINUTES] as const],
  );

/** A day from midnight to midnight with its sends; the list below says the same in words. */
const Bar = ({ calendar, width }: { readonly calendar: Calendar; readonly width: number }) => {
  const x = scaleLinear().domain([0, DAY_MINUTES]).range([0, width]);
  return (
    <>
      <rect class="day-line-day" width={width} height={LINE} rx="6" />
      {piecesOf(calendar).map(([from, to]) => (
        <rect key={`${from} ${to}`} class="day-line-night" x={x(from)} width={x(to) - x(from)} height={LINE} />
      ))}
      {HOURS.slice(1, -1).map((hour) => (
        <path key={hour} class="day-line-hour" d={`M${x(hour * 60)} 0v${LINE}`} />
      ))}
      {calendar.data.map((entry) => (
        <rect
          key={entry.id}
          class={entry.status === 'planned' || entry.status === 'draft' ? 'day-line-send soft' : 'day-line-send'}
          x={Math.min(width - MARK, x(minuteIn(entry.at, calendar.timezone)))}
          y={4}
          width={MARK}
          height={LINE - 8}
        />
      ))}
      {HOURS.map((hour) => (
        <text
          key={hour}
          class={`chart-text ${hour === 0 ? '' : hour === 24 ? 'end' : 'middle'}`}
          x={x(hour * 60)}
          y={LINE + 16}
        >
          {hour}
        </text>
      ))}
    </>
  );
};

const Send = ({ entry, calendar }: { readonly entry: CalendarEntry; readonly calendar: Calendar }) => {
  const words = useWords();
  const own = DAY_WORDS[useLanguage().language];
  const minute = minuteIn(entry.at, calendar.timezone);
  const waits = entry.channel !== 'email' && isNight(minute, calendar);
  const about = [
    wordOf(words.channels, entry.channel),
    entry.status === 'planned' ? own.planned : wordOf(words.campaigns.statuses, entry.status),
    ...(entry.size === null ? [] : [own.people(entry.size)]),
    ...(waits ? [own.inNight] : []),
  ];
  return (
    <li>
      <time>{timeOf(minute)}</time>
      <Link to={{ page: 'campaign', id: campaignOfEntry(entry) }}>{entry.name}</Link>
      <small>{about.join(' · ')}</small>
    </li>
  );
};

/** What goes out today, on one line of 24 hours with the night shaded. `date`: today in the shop's zone. */
export const DayLine = ({ date }: { readonly date: string }) => {
  const own = DAY_WORDS[useLanguage().language];
  const format = useFormat();
  const sendsOf = ({ data, timezone }: Calendar) => ({
    head: own.send,
    labels: data.map(({ at, name }) => `${timeOf(minuteIn(at, timezone))} ${name}`),
    columns: [{ name: own.size, values: data.map(({ size }) => size), show: format.number }],
  });
  const api = useApi();
  const [loaded, reload] = useLoad(`day ${date}`, async (signal) => {
    const path = withQuery('/v1/campaigns/calendar', { from: date, to: date });
    return (await api.get(path, calendarSchema, signal)).value;
  });
  const all = (
    <Link to={{ page: 'calendar' }} class="quiet-link">
      {own.toCalendar}
    </Link>
  );
  return (
    <Card title={own.title} aside={all}>
      <Show loaded={loaded} retry={reload} rows={3}>
        {(calendar) => {
          const [night] = calendar.nights;
          return (
            <>
              <Chart
                name={own.title}
                file="sends-today"
                figures={sendsOf(calendar)}
                height={HEIGHT}
                draw={(width) => <Bar calendar={calendar} width={width} />}
              />
              {calendar.data.length === 0 ? (
                <p>{own.none}</p>
              ) : (
                <ul class="day-sends">
                  {calendar.data.map((entry) => (
                    <Send key={entry.id} entry={entry} calendar={calendar} />
                  ))}
                </ul>
              )}
              {night ? <p class="quiet-line">{own.night(timeOf(night.from), timeOf(night.to))}</p> : null}
            </>
          );
        }}
      </Show>
    </Card>
  );
};
