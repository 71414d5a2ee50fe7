import { Choice, Field, TextField } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import type { Schedule } from './schedule.ts';
import { CAMPAIGN_WORDS } from './words.ts';

interface InputProps {
  readonly type: 'datetime-local' | 'time' | 'number';
  readonly name: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export const Input = ({ type, name, hint, value, change, required, min, max }: InputProps) => (
  <Field name={name} hint={hint}>
    {(wired) => (
      <input
        {...wired}
        type={type}
        value={value}
        required={required}
        min={min}
        max={max}
        onInput={(event) => change(event.currentTarget.value)}
      />
    )}
  </Field>
);

interface ScheduleFieldsProps {
  readonly schedule: Schedule;
  readonly change: (part: Partial<Schedule>) => void;
  /** The shop's zone. */
  readonly zone: string;
}

const WHENS = ['now', 'at', 'local', 'repeat'] as const;

const Days = ({ schedule, change }: Omit<ScheduleFieldsProps, 'zone'>) => {
  const words = CAMPAIGN_WORDS[useLanguage().language];
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

/** When a campaign writes, how fast, in how many stages, and where it is kept. */
export const ScheduleFields = ({ schedule, change, zone }: ScheduleFieldsProps) => {
  const words = CAMPAIGN_WORDS[useLanguage().language];
  const { when } = schedule;
  return (
    <fieldset class="schedule">
      <legend>{words.timing}</legend>
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
          <Input
            type="time"
            name={words.time}
            hint={words.atHint(zone)}
            value={schedule.time}
            change={(time) => change({ time })}
            required
          />
        </>
      ) : null}
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
      <div class="pair">
        <Input type="time" name={words.from} value={schedule.from} change={(from) => change({ from })} />
        <Input
          type="time"
          name={words.to}
          hint={words.windowHint}
          value={schedule.to}
          change={(to) => change({ to })}
        />
      </div>
      <div class="pair">
        <Input
          type="number"
          name={words.throttle}
          hint={words.throttleHint}
          min={1}
          max={1_000_000}
          value={schedule.throttle}
          change={(throttle) => change({ throttle })}
        />
        <Input
          type="number"
          name={words.expires}
          hint={words.expiresHint}
          min={1}
          max={720}
          value={schedule.expiresHours}
          change={(expiresHours) => change({ expiresHours })}
        />
      </div>
      <div class="pair">
        <Input
          type="number"
          name={words.first}
          hint={words.firstHint}
          min={1}
          max={100_000}
          value={schedule.first}
          change={(first) => change({ first })}
        />
        <Input
          type="number"
          name={words.wait}
          min={5}
          max={10_080}
          value={schedule.wait}
          change={(wait) => change({ wait })}
          required={schedule.first !== ''}
        />
      </div>
      <TextField name={words.folder} value={schedule.folder} change={(folder) => change({ folder })} />
    </fieldset>
  );
};
