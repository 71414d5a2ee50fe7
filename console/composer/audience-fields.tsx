import { useId } from 'preact/hooks';
import type { SegmentSummary } from '../answers/campaign.ts';
import { Field } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Draft, MAX_LIST } from './draft.ts';
import { Input } from './input.tsx';
import { SegmentPicker } from './segment-picker.tsx';
import { COMPOSER_WORDS } from './words.ts';

export interface PartProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

const ListField = ({ draft, change }: PartProps) => {
  const words = COMPOSER_WORDS[useLanguage().language];
  const { list } = draft;
  const read = async (file: File | undefined) => {
    const lines = file ? (await file.text()).split(/\r?\n/) : [];
    change({
      list: [...new Set(lines.map((line) => line.replace(/^\uFEFF/, '').trim()).filter((line) => line !== ''))],
    });
  };
  const hint =
    list.length === 0 ? words.listHint : list.length > MAX_LIST ? words.listTooLong : words.listed(list.length);
  return (
    <Field name={words.list} hint={hint}>
      {(wired) => (
        <input
          {...wired}
          type="file"
          accept=".txt,.csv,text/plain"
          onChange={(event) => void read(event.currentTarget.files?.[0])}
        />
      )}
    </Field>
  );
};

const WHO = ['segments', 'list'] as const;

/** Whom a campaign writes to: segments on both sides, or an uploaded list, less who has heard enough or nothing for long. */
export const AudienceFields = ({
  draft,
  change,
  segments,
}: PartProps & { readonly segments: readonly SegmentSummary[] }) => {
  const words = COMPOSER_WORDS[useLanguage().language];
  const group = useId();
  return (
    <>
      <fieldset class="switch">
        <legend class="unseen">{words.who}</legend>
        {WHO.map((who) => (
          <label key={who}>
            <input type="radio" name={group} checked={draft.who === who} onChange={() => change({ who })} />
            {words.whos[who]}
          </label>
        ))}
      </fieldset>
      {draft.who === 'list' ? (
        <ListField draft={draft} change={change} />
      ) : (
        <>
          {draft.keptAudience.rule === undefined ? null : <p class="quiet-line">{words.ruleKept}</p>}
          <SegmentPicker
            name={words.include}
            segments={segments}
            chosen={draft.include}
            taken={draft.exclude}
            change={(include) => change({ include })}
            open={draft.include.length === 0}
          />
          <SegmentPicker
            name={words.exclude}
            segments={segments}
            chosen={draft.exclude}
            taken={draft.include}
            change={(exclude) => change({ exclude })}
          />
        </>
      )}
      <div class="pair">
        <Input
          type="number"
          name={words.rest}
          hint={words.restHint}
          min={1}
          max={365}
          value={draft.restDays}
          change={(restDays) => change({ restDays })}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={draft.excludeSilent}
            onChange={(event) => change({ excludeSilent: event.currentTarget.checked })}
          />
          <span>
            {words.silent}
            <small>{words.silentHint}</small>
          </span>
        </label>
      </div>
    </>
  );
};
