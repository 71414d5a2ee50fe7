import { useState } from 'preact/hooks';
import { chooseTheme, chosenTheme, THEMES } from '../platform/theme.ts';
import { DICTIONARIES, isLanguage, LANGUAGES, useLanguage } from '../words/language.tsx';

const MARKS = { auto: '◐', light: '○', dark: '●' } as const;

/** Language and colours; both are remembered by the browser. */
export const Preferences = () => {
  const { language, words, speak } = useLanguage();
  const [theme, setTheme] = useState(chosenTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  const change = () => {
    chooseTheme(next);
    setTheme(next);
  };
  const label = `${words.shell.theme}: ${words.shell.themes[theme]}`;
  return (
    <div class="preferences">
      <div class="switch">
        {LANGUAGES.map((code) => (
          <button
            key={code}
            type="button"
            lang={code}
            aria-pressed={language === code}
            onClick={() => isLanguage(code) && speak(code)}
          >
            {DICTIONARIES[code].language}
          </button>
        ))}
      </div>
      <button type="button" class="theme" title={label} aria-label={label} onClick={change}>
        <span aria-hidden="true">{MARKS[theme]}</span>
      </button>
    </div>
  );
};
