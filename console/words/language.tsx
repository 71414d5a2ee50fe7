import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { remember, remembered } from '../platform/storage.ts';
import { en, type Words } from './en.ts';
import { ko } from './ko.ts';

export const LANGUAGES = ['ko', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const DICTIONARIES: Readonly<Record<Language, Words>> = { ko, en };

const KEY = 'dangol.language';
const storage = () => localStorage;

export const isLanguage = (text: string | undefined): text is Language => text === 'ko' || text === 'en';

/** The chosen language, else the first of the browser's that we speak, else Korean: it is a Korean house. */
export const firstLanguage = (chosen: string | undefined, browser: readonly string[]): Language => {
  if (isLanguage(chosen)) return chosen;
  const known = browser.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  return known ?? 'ko';
};

interface Spoken {
  readonly language: Language;
  readonly words: Words;
  readonly speak: (language: Language) => void;
}

const LanguageContext = createContext<Spoken>({ language: 'ko', words: ko, speak: () => undefined });

export const useLanguage = (): Spoken => useContext(LanguageContext);
export const useWords = (): Words => useContext(LanguageContext).words;

export const LanguageProvider = ({ children }: { readonly children: ComponentChildren }) => {
  const [language, setLanguage] = useState(() => firstLanguage(remembered(storage, KEY), navigator.languages));
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const spoken = useMemo<Spoken>(
    () => ({
      language,
      words: DICTIONARIES[language],
      speak: (next) => {
        remember(storage, KEY, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext.Provider value={spoken}>{children}</LanguageContext.Provider>;
};

const isEntry = (table: Readonly<Record<string, string>>, key: string): boolean => Object.hasOwn(table, key);

/** The word for a code that the API sent; a code we have no word for is shown as it is. */
export const wordOf = (table: Readonly<Record<string, string>>, code: string): string =>
  isEntry(table, code) ? (table[code] ?? code) : code;
