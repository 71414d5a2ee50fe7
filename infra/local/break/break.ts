import * as z from 'zod';
import type { HttpAnswer, HttpRequest } from '../http/payload.ts';
import { html, text } from '../inbox-page/reply.ts';
import { pagePolicy } from '../inbox-page/style.ts';
import { ACCIDENTS, isAccident } from './accident.ts';
import { renderBreakPage, type Trial } from './page.ts';
import { runTrial, type TrialWorld } from './trial.ts';

export const BREAK_PAGE = '/break';
export const BREAK_FORM = '/_local/break';

/** People of one trial; one request brings them. */
const SIZE = 90;
const KEPT = 20;

const languageOf = (request: HttpRequest) => (new URLSearchParams(request.query).get('lang') === 'en' ? 'en' : 'ko');

/** The page on which one breaks a campaign on purpose, and the counters that stay equal. */
export const createBreakRoutes = (world: TrialWorld, size = SIZE) => {
  const trials: Trial[] = [];
  let begun = 0;

  const begin = (accident: (typeof ACCIDENTS)[number]): void => {
    begun += 1;
    const at = trials.length;
    trials.push({ accident, step: 'people' });
    runTrial(world, { accident, number: begun, size }, (step) => {
      trials[at] = { accident, step };
    }).then(
      (result) => {
        trials[at] = { accident, result };
      },
      (cause: unknown) => {
        trials[at] = { accident, error: cause instanceof Error ? cause.message : String(cause) };
      },
    );
  };

  return async (request: HttpRequest): Promise<HttpAnswer> => {
    const language = languageOf(request);
    if (request.path === BREAK_PAGE)
      return html(renderBreakPage({ language, trials: trials.slice(-KEPT).reverse() }), pagePolicy);
    const accident =
      z.string().safeParse(new URLSearchParams(request.body.toString('utf8')).get('accident')).data ?? '';
    if (!isAccident(accident)) return text(400, `No accident '${accident}': it is one of ${ACCIDENTS.join(', ')}.`);
    // Two at once would count each other's broken runs.
    if (!trials.some((trial) => 'step' in trial)) begin(accident);
    return { status: 303, headers: { location: `${BREAK_PAGE}${language === 'en' ? '?lang=en' : ''}` }, body: '' };
  };
};
