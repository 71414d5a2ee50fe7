import { useState } from 'preact/hooks';
import { type Computed, computedSchema } from '../answers/computed.ts';
import { catalogueSchema, propertiesSchema } from '../answers/quality.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Failure } from '../parts/states.tsx';
import { ApiError, segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { COMPUTED_WORDS } from './words.ts';

interface Condition {
  readonly property: string;
  readonly operator: string;
  readonly value: string;
}

interface Draft {
  readonly name: string;
  readonly title: string;
  readonly event: string;
  readonly operation: string;
  readonly property: string;
  readonly days: string;
  readonly where: readonly Condition[];
}

const EMPTY: Draft = { name: '', title: '', event: '', operation: 'count', property: '', days: '', where: [] };

const draftOf = (one: Computed): Draft => ({
  name: one.name,
  title: one.title ?? '',
  event: one.event,
  operation: one.operation,
  property: one.property ?? '',
  days: one.window ? String(one.window.days) : '',
  where: (one.where ?? []).map(({ property, ...said }) => {
    const [operator = 'is', value] = Object.entries(said)[0] ?? [];
    return { property: String(property), operator, value: String(value ?? '') };
  }),
});

const NUMERIC = new Set(['gt', 'gte', 'lt', 'lte']);

/** What is typed is text; numbers and yes or no are what they look like. */
const typed = ({ operator, value }: Condition): string | number | boolean => {
  const text = value.trim();
  if (operator === 'exists') return text !== 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  const isNumber = text !== '' && Number.isFinite(Number(text));
  return isNumber && (NUMERIC.has(operator) || String(Number(text)) === text) ? Number(text) : text;
};

const bodyOf = (draft: Draft, before: Computed | undefined) => ({
  ...(draft.title.trim() === '' ? {} : { title: draft.title.trim() }),
  event: draft.event.trim(),
  operation: draft.operation,
  ...(draft.operation === 'count' || draft.property.trim() === '' ? {} : { property: draft.property.trim() }),
  // What this form does not show stays as it is.
  ...(before?.weight && draft.operation === 'mostFrequent' ? { weight: before.weight } : {}),
  ...(draft.days.trim() === '' ? {} : { window: { days: Number(draft.days) } }),
  ...(draft.where.length === 0
    ? {}
    : { where: draft.where.map((one) => ({ property: one.property.trim(), [one.operator]: typed(one) })) }),
});

/** Names to choose from, beside anything else that one may type. */
const Suggestions = ({ id, names }: { readonly id: string; readonly names: readonly string[] }) => (
  <datalist id={id}>
    {names.map((name) => (
      <option key={name} value={name} />
    ))}
  </datalist>
);

interface FormProps {
  /** Nothing: a new one. */
  readonly before: Computed | undefined;
  readonly etag: string | undefined;
  readonly done: () => void;
  readonly close: () => void;
}

export const ComputedForm = ({ before, etag, done, close }: FormProps) => {
  const { language } = useLanguage();
  const words = COMPUTED_WORDS[language];
  const api = useApi();
  const [draft, setDraft] = useState(before ? draftOf(before) : EMPTY);
  const edit = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const [events] = useLoad('events to count', (signal) =>
    api.get('/v1/catalogue?limit=200', catalogueSchema, signal).then(({ value }) => value.data),
  );
  const names = events.state === 'ready' ? events.value.map(({ event }) => event) : [];
  const [properties] = useLoad(`properties of ${names.includes(draft.event) ? draft.event : ''}`, async (signal) => {
    if (!names.includes(draft.event)) return [];
    try {
      const { value } = await api.get(`/v1/catalogue/${segment(draft.event)}`, propertiesSchema, signal);
      return value.data.map(({ property }) => property);
    } catch (error) {
      // An event that nobody has sent yet has no properties to choose from.
      if (error instanceof ApiError && error.status === 404) return [];
      throw error;
    }
  });
  const paths = ['timestamp', ...(properties.state === 'ready' ? properties.value : [])];
  const { busy, error, submit } = useSubmit(async () => {
    const body = bodyOf(draft, before);
    if (before) {
      await api.change(`/v1/computed/${segment(before.name)}`, computedSchema, { method: 'PUT', body, ifMatch: etag });
    } else {
      await api.change('/v1/computed', computedSchema, { method: 'POST', body: { name: draft.name.trim(), ...body } });
    }
    done();
  });
  const condition = (index: number, part: Partial<Condition>) =>
    edit({ where: draft.where.map((one, at) => (at === index ? { ...one, ...part } : one)) });

  return (
    <form class="form computed-form" onSubmit={submit}>
      <div class="pair">
        {before ? null : (
          <TextField
            name={words.name}
            hint={words.nameHint}
            value={draft.name}
            change={(name) => edit({ name })}
            required
          />
        )}
        <TextField name={words.title} value={draft.title} change={(title) => edit({ title })} />
      </div>
      <TextField
        name={words.event}
        hint={words.eventHint}
        value={draft.event}
        change={(event) => edit({ event })}
        list="computed-events"
        required
      />
      <Suggestions id="computed-events" names={names.filter((name) => !name.startsWith('$'))} />
      <div class="pair">
        <Choice
          name={words.operation}
          value={draft.operation}
          change={(operation) => edit({ operation })}
          options={Object.entries(words.operations)}
        />
        <TextField name={words.days} hint={words.daysHint} value={draft.days} change={(days) => edit({ days })} />
      </div>
      {draft.operation === 'count' ? null : (
        <TextField
          name={words.property}
          hint={words.propertyHint}
          value={draft.property}
          change={(property) => edit({ property })}
          list="computed-properties"
          required
        />
      )}
      <Suggestions id="computed-properties" names={paths} />
      <fieldset class="computed-conditions">
        <legend>{words.conditions}</legend>
        {draft.where.map((one, index) => (
          <div class="computed-condition" key={index}>
            <TextField
              name={words.property}
              value={one.property}
              change={(property) => condition(index, { property })}
              list="computed-properties"
              required
            />
            <Choice
              name={words.operator}
              value={one.operator}
              change={(operator) => condition(index, { operator })}
              options={Object.entries({
                ...words.operators,
                ...(one.operator in words.operators ? {} : { [one.operator]: one.operator }),
              })}
            />
            {one.operator === 'exists' ? null : (
              <TextField
                name={words.value}
                value={one.value}
                change={(value) => condition(index, { value })}
                required
              />
            )}
            <button
              type="button"
              class="text-button"
              onClick={() => edit({ where: draft.where.filter((_, at) => at !== index) })}
            >
              {words.removeCondition}
            </button>
          </div>
        ))}
        <button
          type="button"
          class="text-button"
          onClick={() => edit({ where: [...draft.where, { property: '', operator: 'is', value: '' }] })}
        >
          {words.addCondition}
        </button>
      </fieldset>
      {error ? <Failure error={error} /> : null}
      <div class="form-actions">
        <button type="submit" class="button primary" disabled={busy}>
          {words.save}
        </button>
        <button type="button" class="button" onClick={close}>
          {words.cancel}
        </button>
        <small>{words.effect}</small>
      </div>
    </form>
  );
};
