import { useState } from 'preact/hooks';
import { TextField } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import type { TemplateDraft } from './draft.ts';
import { Pictures } from './pictures.tsx';
import { TEMPLATE_WORDS } from './words.ts';

interface KoreanFieldsProps {
  readonly draft: TemplateDraft;
  readonly change: (part: Partial<TemplateDraft>) => void;
}

/** What only Korean carriers know: the picture of an MMS, and the approved template that goes out as AlimTalk in place of the text. */
export const KoreanFields = ({ draft, change }: KoreanFieldsProps) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  // Read only by who opens them.
  const [choosing, setChoosing] = useState(false);
  const { imageId, alimtalkId, variables, purpose } = draft;
  const put = (index: number, name: string, value: string) =>
    change({ variables: variables.with(index, [name, value]) });
  return (
    <details class="further" open={imageId !== '' || alimtalkId !== ''}>
      <summary>{words.korean}</summary>
      <div class="form">
        <TextField
          name={words.imageId}
          hint={words.imageIdHint}
          value={imageId}
          change={(id) => change({ imageId: id })}
        />
        {choosing ? (
          <Pictures medium="mms" pick={({ id }) => change({ imageId: id })} />
        ) : (
          <p>
            <button type="button" class="button small" onClick={() => setChoosing(true)}>
              {words.pictures}
            </button>
          </p>
        )}
        {purpose === 'ad' ? (
          <p class="quiet-line">{words.alimtalkNoAds}</p>
        ) : (
          <>
            <TextField
              name={words.alimtalk}
              hint={words.alimtalkHint}
              value={alimtalkId}
              change={(id) => change({ alimtalkId: id })}
            />
            {alimtalkId === '' ? null : (
              <>
                {variables.map(([name, value], index) => (
                  // A row is known by its place: its name is what is being typed.
                  <div class="pair" key={index}>
                    <TextField
                      name={words.variable(index + 1)}
                      hint="#{이름}"
                      value={name}
                      change={(text) => put(index, text, value)}
                    />
                    <TextField
                      name={words.variableValue(index + 1)}
                      hint="{{ customer.traits.name }}"
                      value={value}
                      change={(text) => put(index, name, text)}
                    />
                    <button
                      type="button"
                      class="text-button"
                      onClick={() => change({ variables: variables.toSpliced(index, 1) })}
                    >
                      {words.variableRemove(index + 1)}
                    </button>
                  </div>
                ))}
                <p>
                  <button
                    type="button"
                    class="button small"
                    onClick={() => change({ variables: [...variables, ['', '']] })}
                  >
                    {words.variableAdd}
                  </button>
                </p>
              </>
            )}
          </>
        )}
      </div>
    </details>
  );
};
