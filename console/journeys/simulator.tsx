import { useState } from 'preact/hooks';
import { placeOf } from '../../shared/journeys/describe.ts';
import type { Journey } from '../../shared/journeys/journey.ts';
import { TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { type SimulationAnswer, simulationAnswer } from './answers.ts';
import { useGiven } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

interface SimulatorProps {
  readonly id: string;
  readonly journey: Journey;
}

/** What would have happened to one customer. */
export const Simulator = ({ id, journey }: SimulatorProps) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const format = useFormat();
  const api = useApi();
  const [customer, setCustomer] = useState('');
  const [told, setTold] = useState<SimulationAnswer>();
  const { busy, error, submit } = useSubmit(async () => {
    const body = { customerId: customer.trim() };
    const path = `/v1/journeys/${segment(id)}/simulate`;
    setTold((await api.change(path, simulationAnswer, { method: 'POST', body })).value);
  });
  const { names } = useGiven();
  const more = (what: string, detail: string | undefined): string => {
    if (detail === undefined || detail.endsWith(' done') || what === 'went') return '';
    const [by = '', days = ''] = detail.split(' ');
    const lasts = what === 'waits' ? words.lasts[by]?.(days) : undefined;
    if (lasts !== undefined) return ` · ${lasts}`;
    return ` · ${what === 'ended' ? wordOf(words.ends, detail) : detail}`;
  };
  return (
    <Card title={words.simulate}>
      <p class="quiet-line">{words.simulateText}</p>
      <form class="segment-ask" onSubmit={submit}>
        <TextField name={words.customer} value={customer} change={setCustomer} required />
        <button type="submit" class="button" disabled={busy || customer.trim() === ''}>
          {words.play}
        </button>
      </form>
      {error ? <Failure error={error} /> : null}
      <div role="status">
        {told === undefined ? null : told.trace.length === 0 ? (
          <p class="quiet-line">{words.nothingHappened}</p>
        ) : (
          <ol class="journey-trace">
            {told.trace.map(({ at, step, what, until, detail }, index) => (
              <li key={index} class={what}>
                <time dateTime={at}>{format.dateTime(at)}</time>
                <b>{placeOf(journey, step, language, names) ?? step}</b>
                <span>
                  {wordOf(words.traces, what)}
                  {until === undefined ? '' : ` · ${words.until(format.dateTime(until))}`}
                  {more(what, detail)}
                </span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </Card>
  );
};
