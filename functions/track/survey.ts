import { readAnswer } from '../../shared/feedback/answer.ts';
import type { RecordDeps } from '../../shared/feedback/record-receipt.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import type { HttpRequest, HttpResponse } from '../../shared/platform/http.ts';
import { type AnswerDeps, answerSurvey, findAsked, isTrial } from '../../shared/surveys/answer-survey.ts';
import { scoresOf } from '../../shared/templates/survey.ts';
import { messageBrand } from './message-brand.ts';
import { overPage, surveyPage, thanksPage } from './survey-page.ts';

interface SurveyDeps {
  readonly record: () => Promise<RecordDeps>;
  readonly answers: AnswerDeps['answers'];
  readonly createTask: AnswerDeps['createTask'];
}

export interface SurveyVisit {
  readonly response: HttpResponse;
  /** Which link of the message it was. */
  readonly link: string;
}

const formOf = (request: HttpRequest): URLSearchParams | undefined => {
  try {
    return new URLSearchParams(request.body);
  } catch (error) {
    // Too large, not text, or packed in a way that is not understood: none of our forms.
    if (error instanceof DangolError) return undefined;
    throw error;
  }
};

/**
 * The page of a survey. GET shows it, with the score of the link that was followed, and records nothing: mail scanners fetch every
 * link, and would answer 0 and 10 alike. POST, which only a press sends, answers.
 */
export const createSurvey =
  ({ record, answers, createTask }: SurveyDeps) =>
  async (request: HttpRequest, ref: string): Promise<SurveyVisit | undefined> => {
    const deps = await record();
    const asked = await findAsked(deps, ref);
    if (!asked) return undefined;
    const { row } = asked;
    const { survey } = row;
    const { brand: own } = await deps.settings();
    const brand = await messageBrand(deps, ref, own);
    const language = request.query.lang === 'en' || request.query.lang === 'ko' ? request.query.lang : survey.language;
    const chosen = scoresOf(survey.kind).find((score) => String(score) === request.query.score);
    const link = chosen === undefined ? 'survey' : `survey ${chosen}`;
    const shown = { brand, language, survey, trial: isTrial(row), answered: row.answer !== undefined };
    if (asked.over) return { link, response: overPage(shown) };
    if (request.method !== 'POST') return { link, response: surveyPage({ ...shown, status: 200, chosen }) };
    const form = formOf(request);
    const given = form && readAnswer(survey.kind, form);
    if (!given) return { link, response: surveyPage({ ...shown, status: 400, chosen: undefined }) };
    await answerSurvey({ ...deps, answers, createTask }, row, given);
    return { link, response: thanksPage(shown) };
  };
