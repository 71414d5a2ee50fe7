// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import {
  type Calendar,
  type CalendarEntry,
  calendarSchema,
  campaignOfEntry,
  isNight,
  minuteIn,
  timeOf,
} from '../answers/calendar.ts';
import { Page } from '../parts/page.tsx';
import { Show } from '../parts/states.tsx';
import { withQuery } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords, wordOf } from '../words/language.tsx';
import { CAMPAIGN_WORDS } from './words.ts';

/** Days of a month `YYYY-MM`, from the Monday before its first to the Sunday behind its last. */
const weeksOf = (month: string): string[][] => {
  const first = new Date(`${month}-01T00:00:00Z`);
  const start = first.getTime() - ((first.getUTCDay() + 6) % 7) * 86_400_000;
  const weeks: string[][] = [];
  for (let week = 0; week < 6; week++) {
    const days = Array.from({ length: 7 }, (_, day) =>
      new Date(start + (week * 7 + day) * 86_400_000).toISOString().slice(0, 10),
    );
    if (week > 0 && days[0] !== undefined && days[0].slice(0, 7) > month) break;
    weeks.push(days);
  }
  return weeks;
};

const moved = (month: string, by: number): string => {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + by);
  return date.toISOString().slice(0, 7);
};

interface EntryProps {
  readonly entry: CalendarEntry;
  readonly calendar: Calendar;
}

const Line = ({ entry, calendar }: EntryProps) => {
  const words = useWords();
  const own = CAMPAIGN_WORDS[useLanguage().language];
  const minute = minuteIn(entry.at, calendar.timezone);
  const night = entry.channel !== 'email' && isNight(minute, calendar);
  const status = entry.status === 'planned' ? own.planned : wordOf(words.campaigns.statuses, entry.status);
  return (
    <li class={night ? 'in-night' : ''}>
      <Link to={{ page: 'campaign', id: campaignOfEntry(entry) }}>
        <time>{timeOf(minute)}</time> {entry.name}
      </Link>
      <small>
        {[wordOf(words.channels, entry.channel), status, ...(entry.size === null ? [] : [own.people(entry.size)])].join(
          ' · ',
        )}
      </small>
      {entry.overlaps.length > 0 ? <small class="overlap">{own.overlaps(entry.overlaps.length)}</small> : null}
    </li>
  );
};

interface MonthProps {
  readonly month: string;
  readonly calendar: Calendar;
}

const Month = ({ month, calendar }: MonthProps) => {
  const own = CAMPAIGN_WORDS[useLanguage().language];
  const night = calendar.nights[0];
  return (
    <>
      <div class="month">
        {own.dayNames.map((name) => (
          <span key={name} class="month-head" aria-hidden="true">
            {name}
          </span>
        ))}
        {weeksOf(month).flatMap((days) =>
          days.map((day) => {
            const entries = calendar.data.filter((entry) => entry.day === day);
            const by = (late: boolean) =>
              entries.filter(
                (entry) => late === (night !== undefined && minuteIn(entry.at, calendar.timezone) >= night.from),
              );
            const kind = `${day.slice(0, 7) === month ? 'day' : 'day outside'}${entries.length === 0 ? ' idle' : ''}`;
            return (
              <section key={day} class={kind} aria-label={day}>
                <span class="day-number">{Number(day.slice(8))}</span>
                <ul>
                  {by(false).map((entry) => (
                    <Line key={entry.id} entry={entry} calendar={calendar} />
                  ))}
                </ul>
                <div class="night-line" />
                <ul>
                  {by(true).map((entry) => (
                    <Line key={entry.id} entry={entry} calendar={calendar} />
                  ))}
                </ul>
              </section>
            );
          }),
        )}
      </div>
      {calendar.data.length === 0 ? <p class="quiet-line">{own.nothing}</p> : null}
      {night ? <p class="quiet-line night-legend">{own.night(timeOf(night.from), timeOf(night.to))}</p> : null}
    </>
  );
};

export const CalendarPage = () => {
  const own = CAMPAIGN_WORDS[useLanguage().language];
  const api = useApi();
  const [month, setMonth] = useState(() => new Date().toISOString().slice(0, 7));
  const days = weeksOf(month).flat();
  const [loaded, reload] = useLoad(`calendar ${month}`, async (signal) => {
    const query = { from: days[0] ?? '', to: days.at(-1) ?? '' };
    return (await api.get(withQuery('/v1/campaigns/calendar', query), calendarSchema, signal)).value;
  });
  return (
    <Page title={own.calendar}>
      <p class="lead">{own.calendarLead}</p>
      <div class="actions month-nav">
        <button type="button" class="button" onClick={() => setMonth(moved(month, -1))}>
          {own.before}
        </button>
        <strong>{month}</strong>
        <button type="button" class="button" onClick={() => setMonth(moved(month, 1))}>
          {own.after}
        </button>
      </div>
      <Show loaded={loaded} retry={reload} rows={8}>
        {(calendar) => <Month month={month} calendar={calendar} />}
      </Show>
    </Page>
  );
};
