import type { Journey } from '../../shared/journeys/journey.ts';
import { MESSAGE_OUTCOMES } from '../../shared/journeys/trigger.ts';
import { Choice, NumberField, TextField } from '../parts/field.tsx';
import { WhereEditor } from '../segments/event-editor.tsx';
import { useLanguage } from '../words/language.tsx';
import { FRESH_ENTRIES, FRESH_TRIGGERS } from './fresh.ts';
import { useGiven } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

type Trigger = Journey['trigger'];
type Entry = Journey['entry'];

const TRIGGERS = ['event', 'segment', 'trait', 'date', 'message', 'api'] as const satisfies readonly Trigger['on'][];
const ENTRIES = ['once', 'everyDays', 'perObject', 'always'] as const satisfies readonly Entry['rule'][];

interface FieldsProps<Value> {
  readonly value: Value;
  readonly change: (value: Value) => void;
}

const Details = ({ value, change }: FieldsProps<Trigger>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { knowledge } = useGiven();
  switch (value.on) {
    case 'event':
      return (
        <>
          <TextField
            name={words.event}
            value={value.event}
            list="journey-events"
            required
            change={(event) => change({ ...value, event })}
          />
          <p class="rule-sentence">
            <WhereEditor
              event={value.event}
              where={value.where ?? []}
              change={(where) => change({ on: 'event', event: value.event, ...(where.length > 0 ? { where } : {}) })}
            />
          </p>
        </>
      );
    case 'segment':
      return (
        <>
          <Choice
            name={words.segment}
            value={value.segment}
            options={[['', '–'], ...knowledge.segments]}
            change={(segment) => change({ ...value, segment })}
          />
          <Choice
            name={words.move}
            value={value.move}
            options={[
              ['entered', words.moves.entered],
              ['left', words.moves.left],
            ]}
            change={(move) => change({ ...value, move: move === 'left' ? 'left' : 'entered' })}
          />
        </>
      );
    case 'trait':
      return (
        <TextField
          name={words.trait}
          value={value.trait}
          list="journey-traits"
          required
          change={(trait) => change({ ...value, trait })}
        />
      );
    case 'date': {
      const { everyYear, ...rest } = value;
      return (
        <>
          <TextField
            name={words.trait}
            value={value.trait}
            list="journey-traits"
            required
            change={(trait) => change({ ...value, trait })}
          />
          <NumberField
            name={words.offset}
            value={String(value.offsetDays)}
            min={-365}
            max={365}
            change={(text) => change({ ...value, offsetDays: Math.trunc(Number(text)) || 0 })}
          />
          <TextField name={words.at} value={value.at} required change={(at) => change({ ...value, at })} />
          <label class="check">
            <input
              type="checkbox"
              checked={everyYear === true}
              onChange={(event) => change(event.currentTarget.checked ? { ...rest, everyYear: true } : rest)}
            />
            {words.everyYear}
          </label>
        </>
      );
    }
    case 'message': {
      const { campaign = '', ...rest } = value;
      return (
        <>
          <Choice
            name={words.outcome}
            value={value.outcome}
            options={MESSAGE_OUTCOMES.map((one) => [one, words.outcomes[one]] as const)}
            change={(next) => {
              const outcome = MESSAGE_OUTCOMES.find((one) => one === next);
              if (outcome) change({ ...value, outcome });
            }}
          />
          <TextField
            name={words.campaign}
            value={campaign}
            change={(next) => change(next.trim() === '' ? rest : { ...rest, campaign: next.trim() })}
          />
        </>
      );
    }
    default:
      return null;
  }
};

/** What starts the journey. */
export const TriggerFields = ({ value, change }: FieldsProps<Trigger>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  return (
    <div class="form">
      <Choice
        name={words.trigger}
        value={value.on}
        options={TRIGGERS.map((on) => [on, words.triggers[on]] as const)}
        change={(next) => {
          const on = TRIGGERS.find((one) => one === next);
          if (on) change(FRESH_TRIGGERS[on]);
        }}
      />
      <Details value={value} change={change} />
    </div>
  );
};

/** How often one person may start. */
export const EntryFields = ({ value, change }: FieldsProps<Entry>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  return (
    <>
      <Choice
        name={words.entry}
        value={value.rule}
        options={ENTRIES.map((rule) => [rule, words.entries[rule]] as const)}
        change={(next) => {
          const rule = ENTRIES.find((one) => one === next);
          if (rule) change(FRESH_ENTRIES[rule]);
        }}
      />
      {value.rule === 'everyDays' ? (
        <NumberField
          name={words.days}
          value={String(value.days)}
          min={1}
          max={1_100}
          change={(text) => change({ rule: 'everyDays', days: Math.trunc(Number(text)) || 1 })}
        />
      ) : null}
      {value.rule === 'perObject' ? (
        <TextField
          name={words.property}
          value={value.property}
          required
          change={(property) => change({ rule: 'perObject', property })}
        />
      ) : null}
    </>
  );
};
