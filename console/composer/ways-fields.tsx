import { Choice } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import type { Template } from './answers.ts';
import type { PartProps } from './audience-fields.tsx';
import { MOST_WAYS, type WayDraft, withWay } from './draft.ts';
import { Input } from './input.tsx';
import { templateOptions } from './message-fields.tsx';
import { COMPOSER_WORDS } from './words.ts';

interface WaysFieldsProps extends PartProps {
  readonly templates: readonly Template[];
}

/** The further ways of the message, in the order in which they are tried. */
export const WaysFields = ({ draft, change, templates }: WaysFieldsProps) => {
  const { language, words: house } = useLanguage();
  const words = COMPOSER_WORDS[language];
  const { fallback } = draft;
  const edit = (index: number, part: Partial<WayDraft>) =>
    change({ fallback: fallback.map((way, at) => (at === index ? { ...way, ...part } : way)) });
  const choose = (index: number, templateId: string) => {
    const channel = templates.find(({ id }) => id === templateId)?.channel ?? '';
    edit(index, { templateId, channel });
  };
  const options = templateOptions(templates, '', house.channels);
  return (
    <details class="further" open={fallback.length > 0}>
      <summary>{words.ways}</summary>
      <div class="form">
        <p class="quiet-line">{words.waysHint}</p>
        {fallback.length > 0 ? (
          <Input
            type="number"
            name={words.pickUnder}
            hint={words.pickHint}
            min={0}
            step={0.001}
            value={draft.pickUnder}
            change={(pickUnder) => change({ pickUnder })}
          />
        ) : null}
        {fallback.map((way, index) => (
          <fieldset key={index} class="arm">
            <legend>{words.wayOf(index + 2)}</legend>
            <div class="pair">
              <Choice
                name={words.template}
                value={way.templateId}
                change={(templateId) => choose(index, templateId)}
                options={[['', words.noTemplate], ...options]}
              />
              <Input
                type="number"
                name={words.wayAfter}
                min={5}
                max={4_320}
                step={1}
                value={way.after}
                change={(after) => edit(index, { after })}
              />
            </div>
            <label class="check">
              <input
                type="checkbox"
                checked={way.certain}
                onChange={(event) => edit(index, { certain: event.currentTarget.checked })}
              />
              <span>
                {words.wayCertain}
                <small>{words.wayCertainHint}</small>
              </span>
            </label>
            <button
              type="button"
              class="text-button"
              onClick={() => change({ fallback: fallback.filter((_, at) => at !== index) })}
            >
              {words.wayRemove(index + 2)}
            </button>
          </fieldset>
        ))}
        {fallback.length < MOST_WAYS ? (
          <p>
            <button type="button" class="button small" onClick={() => change({ fallback: withWay(fallback) })}>
              {words.wayAdd}
            </button>
          </p>
        ) : null}
      </div>
    </details>
  );
};
