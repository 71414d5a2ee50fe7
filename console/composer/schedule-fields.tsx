import { Choice } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import { Input } from './input.tsx';
import type { Schedule } from './schedule.ts';
import { COMPOSER_WORDS } from './words.ts';

interface ScheduleFieldsProps {
  readonly schedule: Schedule;
  readonly change: (part: Partial<Schedule>) => void;
  /** The shop's zone. */
  readonly zone: string;
}

const WHENS = ['now', 'at', 'local', 'repeat'] as const;

/** Fields of the form that hold a number. */
type NumberName = 'throttle' | 'expiresHours' | 'first' | 'wait';

const NUMBERS: Readonly<Record<NumberName, { readonly min: number; readonly max: number; readonly step?: 'any' }>> = {
  throttle: { min: 1, max: 1_000_000 },
  expiresHours: { min: 0.1, max: 720, step: 'any' },
  first: { min: 1, max: 100_000 },
  wait: { min: 5, max: 10_080 },
};

const Days = ({ schedule, change }: Omit<ScheduleFieldsProps, 'zone'>) => {
  const words = COMPOSER_WORDS[useLanguage().language];
  const flip = (day: number) =>
    change({
      days: schedule.days.includes(day) ? schedule.days.filter((each) => each !== day) : [...schedule.days, day].sort(),
    });
  return (
    <fieldset class="days">
      <legend>{words.days}</legend>
      {words.dayNames.map((name, index) => (
        <label key={name}>
          <input type="checkbox" checked={schedule.days.includes(index + 1)} onChange={() => flip(index + 1)} />
          {name}
        </label>
      ))}
    </fieldset>
  );
};

/** When a campaign writes, how fast, and in how many stages. */
export const ScheduleFields = ({ schedule, change, zone }: ScheduleFieldsProps) => {
  const words = COMPOSER_WORDS[useLanguage().language];
  const { when, kept } = schedule;
  const hints: Partial<Record<string, string>> = words.scheduleHints;
  const number = (name: NumberName, required = false) => (
    <Input
      type="number"
      name={words.schedule[name]}
      hint={hints[name]}
      {...NUMBERS[name]}
      value={schedule[name]}
      change={(value) => change({ [name]: value })}
      required={required}
    />
  );
  const time = (name: 'time' | 'from' | 'to', hint?: string) => (
    <Input
      type="time"
      name={words.schedule[name]}
      hint={hint}
      value={schedule[name]}
      change={(value) => change({ [name]: value })}
      required={name === 'time'}
    />
  );
  return (
    <>
      <Choice
        name={words.when}
        value={when}
        change={(value) => change({ when: WHENS.find((each) => each === value) ?? 'now' })}
        options={WHENS.map((each) => [each, words.whens[each]] as const)}
        hint={when === 'repeat' ? words.repeatHint : when === 'local' ? words.localHint : undefined}
      />
      {when === 'at' || when === 'local' ? (
        <Input
          type="datetime-local"
          name={words.at}
          hint={when === 'at' ? words.atHint(zone) : undefined}
          value={schedule.at}
          change={(at) => change({ at })}
          required
        />
      ) : null}
      {when === 'repeat' ? (
        <>
          <Days schedule={schedule} change={change} />
          {time('time', words.atHint(zone))}
        </>
      ) : null}
      <details class="further" open={Boolean(schedule.from || schedule.throttle || schedule.first || kept.windows)}>
        <summary>{words.pace}</summary>
        <div class="form">
          <label class="check">
            <input
              type="checkbox"
              checked={schedule.usual}
              onChange={(event) => change({ usual: event.currentTarget.checked })}
            />
            <span>
              {words.usual}
              <small>{words.usualHint}</small>
            </span>
          </label>
          {kept.windows ? (
            <p class="quiet-line">{words.windowsKept}</p>
          ) : (
            <div class="pair">
              {time('from')}
              {time('to', words.windowHint)}
            </div>
          )}
          <div class="pair">
            {number('throttle')}
            <Choice
              name={words.per}
              value={schedule.per}
              change={(per) => change({ per: per === 'hour' ? 'hour' : 'minute' })}
              options={Object.entries(words.pers)}
            />
          </div>
          <div class="pair">
            {number('first')}
            {number('wait', schedule.first !== '')}
          </div>
          {number('expiresHours')}
        </div>
      </details>
    </>
  );
};
