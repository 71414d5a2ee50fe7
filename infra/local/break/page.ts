import { html, type Markup, raw } from '../inbox-page/markup.ts';
import { style } from '../inbox-page/style.ts';
import type { Language } from '../inbox-page/words.ts';
import { ACCIDENTS, type Accident } from './accident.ts';
import { holds, type Step, type TrialResult } from './trial.ts';
import { words } from './words.ts';

/** A trial that is under way, done, or could not be ended. */
export type Trial =
  | { readonly accident: Accident; readonly step: Step }
  | { readonly accident: Accident; readonly result: TrialResult }
  | { readonly accident: Accident; readonly error: string };

interface BreakView {
  readonly language: Language;
  /** Newest first. */
  readonly trials: readonly Trial[];
}

/** Self-contained and without script, as the inbox: while a trial runs the page asks again every second. */
export const renderBreakPage = ({ language, trials }: BreakView): string => {
  const word = words[language];
  const query = language === 'en' ? '?lang=en' : '';
  const running = trials.some((trial) => 'step' in trial);
  const again = running ? raw('<meta http-equiv="refresh" content="1">') : '';
  const other = language === 'en' ? '/break' : '/break?lang=en';
  const card = (accident: Accident) => {
    const [name, what] = word.accidents[accident];
    return html`<form class="accident" method="post" action="/_local/break${query}"><h2>${name}</h2><p>${what}</p><input type="hidden" name="accident" value="${accident}"><button ${raw(running ? 'disabled' : '')}>${word.start}</button></form>`;
  };
  const page = html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">${again}<title>${word.title} · 단골</title><style>${raw(style)}</style></head>
<body><header><div class="brand"><a class="mark" href="/">단골</a><div><h1>${word.title}</h1><p>${word.lead}</p></div></div>
<span class="quiet"><a href="/inbox${query}">${word.inbox}</a> · <a href="${other}">${word.other}</a></span></header>
<main><div class="accidents">${ACCIDENTS.map(card)}</div>
<section aria-live="polite"><h2>${word.results}</h2>${results(trials, language)}</section>
<p class="quiet-note">${word.note}</p></main></body></html>`;
  return `<!doctype html>${page.markup}`;
};

const results = (trials: readonly Trial[], language: Language): Markup => {
  const { columns, none } = words[language];
  if (trials.length === 0) return html`<p class="hint">${none}</p>`;
  const heads = [columns.trial, columns.broken, columns.equation, columns.mails, columns.twice, columns.refused, ''];
  return html`<div class="trials"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${trials.map((trial) => row(trial, language))}</tbody></table></div>`;
};

const row = (trial: Trial, language: Language): Markup => {
  const word = words[language];
  const name = html`<th scope="row">${word.accidents[trial.accident][0]}</th>`;
  if ('step' in trial) return html`<tr>${name}<td colspan="6">${word.steps[trial.step]}…</td></tr>`;
  if ('error' in trial) return html`<tr>${name}<td colspan="6">${word.failed}: ${trial.error}</td></tr>`;
  const { result } = trial;
  const parts = (['sent', 'skipped', 'failed', 'unknown'] as const).map(
    (part) => `${result[part]} ${word.equation[part]}`,
  );
  const refused =
    result.refused === 0
      ? word.nobodyRefused
      : `${word.people(result.refused)} (${word.mailed(result.mailedAfterRefusal)})`;
  const verdict = holds(result)
    ? html`<span class="chip">✓ ${word.held}</span>`
    : html`<span class="chip bad">✗ ${word.broke}</span>`;
  return html`<tr>${name}<td>${result.broken}</td><td>${result.audience} = ${parts.join(' + ')}</td><td>${result.mails}</td><td>${result.twice}</td><td>${refused}</td><td>${verdict}</td></tr>`;
};
