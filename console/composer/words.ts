import type { Language } from '../words/language.tsx';
import { en } from './words-en.ts';
import { type ComposerWords, ko } from './words-ko.ts';

export const COMPOSER_WORDS: Readonly<Record<Language, ComposerWords>> = { ko, en };
