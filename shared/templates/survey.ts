import * as z from 'zod';
import { languageCodeSchema } from './language-code.ts';

/** `nps`: would you recommend us, 0 to 10 (Reichheld 2003); `csat`: how satisfied were you, 1 to 5. */
export const SURVEY_KINDS = ['nps', 'csat'] as const;
export const surveyKindSchema = z.enum(SURVEY_KINDS);
export type SurveyKind = (typeof SURVEY_KINDS)[number];

const SCALES = { nps: [0, 10], csat: [1, 5] } as const satisfies Record<SurveyKind, readonly [number, number]>;

/** Every score that one may give, ascending. */
export const scoresOf = (kind: SurveyKind): number[] => {
  const [low, high] = SCALES[kind];
  return Array.from({ length: high - low + 1 }, (_, step) => low + step);
};

/** What a score says of the person: of NPS 9 and 10 promote, 0 to 6 detract; of CSAT 4 and 5 are satisfied. */
export const SURVEY_GROUPS = ['promoter', 'passive', 'detractor', 'satisfied', 'neutral', 'dissatisfied'] as const;
export type SurveyGroup = (typeof SURVEY_GROUPS)[number];
export const groupOf = (kind: SurveyKind, score: number): SurveyGroup => {
  if (kind === 'nps') return score >= 9 ? 'promoter' : score >= 7 ? 'passive' : 'detractor';
  return score >= 4 ? 'satisfied' : score === 3 ? 'neutral' : 'dissatisfied';
};

/** Characters; it stands on the ledger row of every such message, whose first KB is what a write costs anyway. */
const MAX_QUESTION = 100;

/** What a template asks: its question by language, the house's own words where there is none. */
export const surveySchema = z.strictObject({
  kind: surveyKindSchema,
  question: z.record(languageCodeSchema, z.string().trim().min(1).max(MAX_QUESTION)).optional(),
});
type Survey = z.infer<typeof surveySchema>;

/** The question of one message, as it was asked. */
export const askedSurveySchema = z.object({
  kind: surveyKindSchema,
  /** Of the page behind the link. */
  language: z.enum(['ko', 'en']),
  question: z.string(),
});
export type AskedSurvey = z.infer<typeof askedSurveySchema>;

const QUESTIONS: Readonly<Record<SurveyKind, Readonly<Record<AskedSurvey['language'], string>>>> = {
  nps: {
    ko: '저희를 친구나 가족에게 추천하시겠습니까?',
    en: 'Would you recommend us to a friend?',
  },
  csat: { ko: '얼마나 만족하셨습니까?', en: 'How satisfied were you?' },
};

/** The question in a language (ISO 639) of a template, else in the template's main one, else in the house's words. */
export const askedOf = ({ kind, question = {} }: Survey, language: string, main: string): AskedSurvey => {
  const house = language === 'ko' ? 'ko' : 'en';
  const own = Object.hasOwn(question, language) ? question[language] : question[main];
  return { kind, language: house, question: own ?? QUESTIONS[kind][house] };
};

/** A link that brings its score along; the page asks again before it counts. */
const scoreUrl = (url: string, score: number): string => `${url}?score=${score}`;

/** What the words of a template read as `survey`. */
export const surveyContext = ({ kind, question }: AskedSurvey, url: string) => ({
  kind,
  question,
  url,
  answers: scoresOf(kind).map((score) => ({ score, url: scoreUrl(url, score) })),
});

/** Every address of a message's survey. */
export const surveyUrls = ({ kind }: Survey, url: string): string[] => [
  url,
  ...scoresOf(kind).map((score) => scoreUrl(url, score)),
];
