import type * as z from 'zod';
import type { Language } from '../words/language.tsx';
import { JOURNEY_WORDS } from './words.ts';

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** What a journey still lacks, in the words of its form; for rarer faults the rule that was broken, with its step. */
export const lackOf = ({ path, message }: Issue, language: Language): string => {
  const { lacks } = JOURNEY_WORDS[language];
  const [first, index, ...rest] = path;
  if (first === 'name') return lacks.name;
  if (first !== 'steps' || typeof index !== 'number') return `${path.join('.') || '$'}: ${message}`;
  const what = rest.join('.');
  const step = lacks.step(index + 1);
  return what === 'templateId' ? `${step} ${lacks.template}` : `${step} ${what ? `${what}: ` : ''}${message}`;
};
