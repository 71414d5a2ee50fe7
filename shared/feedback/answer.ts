import * as z from 'zod';
import { toIso } from '../platform/clock.ts';
import { type SurveyKind, scoresOf } from '../templates/survey.ts';

/** Characters of a comment. */
export const MAX_COMMENT = 1_000;
/** Times that one message's answer may change: a stranger with the link must not fill anybody's timeline. */
const MOST_ANSWERS = 20;

/** What somebody answered to a message; the last word stands. */
export const answerSchema = z.object({
  score: z.number().int(),
  comment: z.string().optional(),
  /** ISO 8601 UTC. */
  at: z.string(),
  /** When the first answer came; it names the place in the list of answers. */
  firstAt: z.string(),
  /** How many different answers there have been. */
  n: z.number().int(),
});
export type Answer = z.infer<typeof answerSchema>;

export interface GivenAnswer {
  readonly score: number;
  readonly comment?: string | undefined;
}

/** A form's fields as an answer to a survey of this kind; nothing where there is no score of its scale, or too long a comment. */
export const readAnswer = (kind: SurveyKind, form: URLSearchParams): GivenAnswer | undefined => {
  const scores = form.getAll('score');
  const score = scoresOf(kind).find((each) => String(each) === scores[0]);
  const comment = (form.get('comment') ?? '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n]/gu, '')
    .trim();
  if (scores.length !== 1 || score === undefined || comment.length > MAX_COMMENT) return undefined;
  return { score, ...(comment === '' ? {} : { comment }) };
};

/**
 * The answer after another one: the same changes nothing, so that a form which is sent twice is one answer; another replaces it at a later
 * time than its own. Nothing when it has changed too often.
 */
export const nextAnswer = (known: Answer | undefined, given: GivenAnswer, now: number): Answer | undefined => {
  if (!known) return { ...given, at: toIso(now), firstAt: toIso(now), n: 1 };
  if (known.score === given.score && known.comment === given.comment) return known;
  if (known.n >= MOST_ANSWERS) return undefined;
  const at = toIso(Math.max(now, Date.parse(known.at) + 1));
  return { ...given, at, firstAt: known.firstAt, n: known.n + 1 };
};
