import { Choice } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import { TEMPLATE_WORDS } from './words.ts';

interface LanguageTabsProps {
  readonly main: string;
  readonly others: readonly string[];
  /** The one whose words are shown; the main one if absent. */
  readonly shown: string | undefined;
  readonly show: (code: string | undefined) => void;
  readonly changeMain: (code: string) => void;
  readonly add: (code: string) => void;
  readonly remove: (code: string) => void;
}

/** As many as a template holds beside its main one. */
const MOST = 20;

/** The languages of a template: the main one, which is the fallback, and the same words in others. */
export const LanguageTabs = ({ main, others, shown, show, changeMain, add, remove }: LanguageTabsProps) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const named: Readonly<Record<string, string>> = words.languages;
  const nameOf = (code: string): string => (Object.hasOwn(named, code) ? (named[code] ?? code) : code);
  const used = [main, ...others];
  const free = Object.keys(named).filter((code) => !used.includes(code));
  return (
    <fieldset class="languages">
      <legend class="unseen">{words.language}</legend>
      {others.length > 0 ? (
        <div class="chips">
          {used.map((code, index) => (
            <button
              key={code}
              type="button"
              class="button small"
              aria-pressed={index === 0 ? shown === undefined : shown === code}
              onClick={() => show(index === 0 ? undefined : code)}
            >
              {nameOf(code)}
              {index === 0 ? <small>{words.fallbackMark}</small> : null}
            </button>
          ))}
        </div>
      ) : null}
      <div class="pair">
        <Choice
          name={words.language}
          hint={words.languageHint}
          value={main}
          change={changeMain}
          options={[main, ...free].map((code) => [code, nameOf(code)] as const)}
        />
        {others.length < MOST ? (
          <Choice
            name={words.addLanguage}
            value=""
            change={(code) => {
              if (code === '') return;
              add(code);
              show(code);
            }}
            options={[['', words.pickLanguage], ...free.map((code) => [code, nameOf(code)] as const)]}
          />
        ) : null}
      </div>
      {shown === undefined ? null : (
        <button
          type="button"
          class="text-button"
          onClick={() => {
            remove(shown);
            show(undefined);
          }}
        >
          {words.removeLanguage(nameOf(shown))}
        </button>
      )}
    </fieldset>
  );
};
