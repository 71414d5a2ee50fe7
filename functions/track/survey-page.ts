import { MAX_COMMENT } from '../../shared/feedback/answer.ts';
import type { HttpResponse } from '../../shared/platform/http.ts';
import { type AskedSurvey, type SurveyKind, scoresOf } from '../../shared/templates/survey.ts';
import type { Language } from '../../shared/templates/template.ts';
import { type Brand, escaped, page } from './pages.ts';

interface Shown {
  readonly brand: Brand | undefined;
  readonly language: Language;
  readonly survey: AskedSurvey;
  /** Somebody of the shop tries the message out. */
  readonly trial: boolean;
  /** There is an answer already; the page does not say which. */
  readonly answered: boolean;
}

interface Words {
  readonly ends: Readonly<Record<SurveyKind, readonly [string, string]>>;
  readonly comment: string;
  readonly send: string;
  readonly again: string;
  readonly missing: string;
  readonly trial: string;
  readonly thanks: string;
  readonly thanksText: string;
  readonly over: string;
  readonly overText: string;
  readonly other: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  ko: {
    ends: { nps: ['전혀 아닙니다', '꼭 추천합니다'], csat: ['매우 불만족', '매우 만족'] },
    comment: '이유나 바라는 점이 있으면 적어 주세요(선택).',
    send: '답 보내기',
    again: '이미 답해 주셨습니다. 다시 보내시면 새 답으로 바뀝니다.',
    missing: `점수를 하나 고르고, 의견은 ${MAX_COMMENT}자까지 적어 주세요.`,
    trial: '테스트 메시지입니다. 답은 저장되지 않습니다.',
    thanks: '답해 주셔서 고맙습니다',
    thanksText: '이 창은 닫으셔도 됩니다. 같은 링크에서 답을 바꾸실 수 있습니다.',
    over: '기간이 끝난 설문입니다',
    overText: '이제는 답을 받지 않습니다. 하실 말씀이 있으면 아래 연락처로 알려 주세요.',
    other: 'English',
  },
  en: {
    ends: { nps: ['Not at all', 'Certainly'], csat: ['Not at all', 'Very'] },
    comment: 'Why, and what would you like to be different? (optional)',
    send: 'Send the answer',
    again: 'You have answered already. Sending again replaces your answer.',
    missing: `Please choose one score; a comment may have ${MAX_COMMENT} characters.`,
    trial: 'This is a test message. The answer is not stored.',
    thanks: 'Thank you for your answer',
    thanksText: 'You may close this page. The same link lets you change your answer.',
    over: 'This survey is over',
    overText: 'Answers are no longer taken. You are welcome to write to us.',
    other: '한국어',
  },
};

const note = (text: string): string => `<p class="done" role="status">${escaped(text)}</p>`;

/** Asks, with the score of the link chosen already. Without script: nothing is sent until somebody presses the button. */
export const surveyPage = (
  shown: Shown & { readonly status: 200 | 400; readonly chosen: number | undefined },
): HttpResponse => {
  const { brand, language, survey, trial, answered, status, chosen } = shown;
  const words = WORDS[language];
  const other = language === 'ko' ? 'en' : 'ko';
  const [low, high] = words.ends[survey.kind];
  const scores = scoresOf(survey.kind).map((score) => {
    const on = score === chosen ? ' checked' : '';
    return `<label><input type="radio" name="score" value="${score}" required${on}> ${score}</label>`;
  });
  const kept = chosen === undefined ? '' : `&amp;score=${chosen}`;
  const body = [
    trial ? note(words.trial) : '',
    status === 400 ? note(words.missing) : '',
    answered ? note(words.again) : '',
    `<form method="post" action="?lang=${language}"><fieldset><legend><h1>${escaped(survey.question)}</h1></legend>
<div class="scores">${scores.join('')}</div><p class="ends soft"><span>${low}</span><span>${high}</span></p></fieldset>
<p><label for="comment">${words.comment}</label><textarea id="comment" name="comment" maxlength="${MAX_COMMENT}"></textarea></p>
<button type="submit">${words.send}</button></form>`,
    `<p><small><a href="?lang=${other}${kept}" hreflang="${other}" lang="${other}">${words.other}</a></small></p>`,
  ].join('\n');
  return page({ status, title: survey.question, brand, body, language });
};

/** Says nothing of the answer: whoever opens the link later reads it, too. */
export const thanksPage = ({ brand, language, trial }: Shown): HttpResponse => {
  const words = WORDS[language];
  const body = `${trial ? note(words.trial) : ''}<h1>${words.thanks}</h1><p>${words.thanksText}</p>`;
  return page({ status: 200, title: words.thanks, brand, body, language });
};

export const overPage = ({ brand, language }: Shown): HttpResponse => {
  const words = WORDS[language];
  const body = `<h1>${words.over}</h1><p class="soft">${words.overText}</p>`;
  return page({ status: 410, title: words.over, brand, body, language });
};
