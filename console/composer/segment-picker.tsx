import { useState } from 'preact/hooks';
import type { SegmentSummary } from '../answers/campaign.ts';
import { useNames } from '../parts/segment-name.ts';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage } from '../words/language.tsx';
import { COMPOSER_WORDS } from './words.ts';

interface SegmentPickerProps {
  readonly name: string;
  readonly hint?: string;
  readonly segments: readonly SegmentSummary[];
  readonly chosen: readonly string[];
  /** Chosen on the other side: nobody is included and left out by one segment. */
  readonly taken: readonly string[];
  readonly change: (ids: readonly string[]) => void;
  /** The list stands open at first. */
  readonly open?: boolean;
}

/** As many as an audience holds on one side. */
const MOST = 20;

/** Several segments: those chosen as chips, all others in a list that is searched as one types. */
export const SegmentPicker = ({ name, hint, segments, chosen, taken, change, open = false }: SegmentPickerProps) => {
  const words = COMPOSER_WORDS[useLanguage().language];
  const format = useFormat();
  const names = useNames();
  const [query, setQuery] = useState('');
  const [opened] = useState(open);
  const nameOf = (id: string): string => names.segment(id, segments.find((one) => one.id === id)?.name);
  const fits = ({ id }: SegmentSummary): boolean => nameOf(id).toLowerCase().includes(query.trim().toLowerCase());
  const shown = segments.filter((one) => !taken.includes(one.id) && fits(one));
  const flip = (id: string) => change(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <fieldset class="picker">
      <legend>{name}</legend>
      {chosen.length > 0 ? (
        <ul class="chips">
          {chosen.map((id) => (
            <li key={id} class="chip">
              {nameOf(id)}
              <button type="button" aria-label={words.remove(nameOf(id))} onClick={() => flip(id)}>
                ×
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <details open={opened}>
        <summary>{chosen.length > 0 ? words.pickMore : words.pick}</summary>
        <input
          type="search"
          aria-label={words.find(name)}
          placeholder={words.findHint}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <ul class="picker-list">
          {shown.map((one) => (
            <li key={one.id}>
              <label>
                <input
                  type="checkbox"
                  checked={chosen.includes(one.id)}
                  disabled={chosen.length >= MOST && !chosen.includes(one.id)}
                  onChange={() => flip(one.id)}
                />
                <span>{nameOf(one.id)}</span>
                {typeof one.count === 'number' ? <small>{words.people(format.number(one.count))}</small> : null}
              </label>
            </li>
          ))}
        </ul>
        {shown.length === 0 ? <p class="quiet-line">{words.noneFound}</p> : null}
      </details>
      {hint ? <small>{hint}</small> : null}
    </fieldset>
  );
};
