import { LEAVING_REASONS } from '../../shared/consent/record-preference.ts';
import type { Standing } from '../../shared/feedback/choose.ts';
import type { HttpResponse } from '../../shared/platform/http.ts';
import { maskEmail, maskPhone } from '../../shared/platform/mask.ts';
import type { Channel, Language } from '../../shared/templates/template.ts';
import { type Brand, escaped, page } from './pages.ts';
import { type AMOUNTS, type Amount, PREFERENCE_WORDS } from './preference-words.ts';

export interface PreferencePage {
  readonly language: Language;
  readonly brand: Brand | undefined;
  readonly channel: Channel;
  readonly standing: Standing;
  /** Product's clock, ms. */
  readonly now: number;
  /** Local date of a time. */
  readonly dateOf: (iso: string) => string;
  /** What the press of a moment ago did, as plain text. */
  readonly said?: string | undefined;
  /** Ask why, after somebody has left. */
  readonly asksWhy?: boolean;
}

const form = (language: Language, action: string, body: string): string =>
  `<form method="post" action="?lang=${language}"><input type="hidden" name="action" value="${action}">${body}</form>`;

const button = (text: string, kind = ''): string => `<button type="submit"${kind}>${escaped(text)}</button>`;
const QUIET = ' class="quiet"';

const amountOf = ({ wishes: { most } }: Standing): Amount => {
  if (!most) return 'any';
  return most.days < 30 ? 'weekly' : 'monthly';
};

const AMOUNT_NAMES = ['any', 'weekly', 'monthly'] as const satisfies readonly (keyof typeof AMOUNTS)[];

const choices = ({ language, standing }: PreferencePage): string => {
  const words = PREFERENCE_WORDS[language];
  const chosen = amountOf(standing);
  const amounts = AMOUNT_NAMES.map(
    (name) =>
      `<label><input type="radio" name="amount" value="${name}"${name === chosen ? ' checked' : ''}>${escaped(words.amounts[name])}</label>`,
  );
  const topics = standing.topics.map(
    ({ id, name, on }) =>
      `<label><input type="checkbox" name="topic" value="${escaped(id)}"${on ? ' checked' : ''}>${escaped(name[language])}</label>`,
  );
  const ways = standing.channels.map(
    (name) =>
      `<label><input type="radio" name="channel" value="${name}"${name === standing.preferred ? ' checked' : ''}>${words.ways[name]}</label>`,
  );
  const isOpen = standing.preferred === undefined || !standing.channels.includes(standing.preferred);
  // Who gets ads by one channel alone has nothing to choose from.
  const rather =
    ways.length < 2
      ? ''
      : `<fieldset><legend>${words.rather}</legend><label><input type="radio" name="channel" value="any"${isOpen ? ' checked' : ''}>${words.anyWay}</label>${ways.join('')}<small>${words.ratherHint}</small></fieldset>`;
  const about =
    topics.length === 0
      ? ''
      : `<fieldset><legend>${words.topics}</legend>${topics.join('')}<small>${words.topicsHint}</small></fieldset>`;
  return form(
    language,
    'save',
    `<fieldset><legend>${words.amount}</legend>${amounts.join('')}</fieldset>${rather}${about}${button(words.save)}`,
  );
};

const rest = ({ language, standing, now, dateOf }: PreferencePage): string => {
  const words = PREFERENCE_WORDS[language];
  const { pausedUntil } = standing.wishes;
  const isPaused = pausedUntil !== undefined && Date.parse(pausedUntil) > now;
  return isPaused
    ? `<section><p>${words.pausedUntil(dateOf(pausedUntil))}</p>${form(language, 'resume', button(words.resume, QUIET))}</section>`
    : `<section><p class="soft">${words.pauseText}</p>${form(language, 'pause', button(words.pause, QUIET))}</section>`;
};

const leave = ({ language, channel }: PreferencePage): string => {
  const words = PREFERENCE_WORDS[language];
  return `<section><p class="soft">${words.leaveText}</p>${form(language, 'unsubscribe', button(words.leave(channel)))}</section>`;
};

const profiling = ({ language, standing, dateOf }: PreferencePage): string => {
  const words = PREFERENCE_WORDS[language];
  const body =
    standing.objectedAt === undefined
      ? `<p class="soft">${words.profilingText}</p>${form(language, 'object', button(words.object, QUIET))}`
      : `<p>${words.objected(dateOf(standing.objectedAt))}</p>`;
  return `<section><h2>${words.profiling}</h2>${body}</section>`;
};

const tracking = ({ language, standing }: PreferencePage): string => {
  const words = PREFERENCE_WORDS[language];
  const body = standing.wishes.untracked
    ? `<p>${words.untracked}</p>${form(language, 'track', button(words.track, QUIET))}`
    : `<p class="soft">${words.trackingText}</p>${form(language, 'untrack', button(words.untrack, QUIET))}`;
  return `<section><h2>${words.tracking}</h2>${body}</section>`;
};

/** One tap each; whoever leaves has left already. */
export const reasonsForm = (language: Language, action: string): string => {
  const words = PREFERENCE_WORDS[language];
  const reasons = LEAVING_REASONS.map(
    (reason) =>
      `<button type="submit" name="reason" value="${reason}" class="quiet">${escaped(words.reasons[reason])}</button>`,
  );
  return `<section><h2>${words.why}</h2><p class="soft">${words.whyText}</p>
<form method="post" action="${escaped(action)}"><input type="hidden" name="action" value="reason"><div class="reasons">${reasons.join('')}</div></form></section>`;
};

const addressLine = ({ language, channel, standing }: PreferencePage): string => {
  const { email, phone } = standing.customer?.fold.contacts ?? {};
  const address = channel === 'email' ? email && maskEmail(email) : phone && maskPhone(phone);
  return address ? `<p class="soft">${escaped(PREFERENCE_WORDS[language].to(address, channel))}</p>` : '';
};

/** The preference centre in one language, without script: every choice is a form of its own. */
export const preferencePage = (shown: PreferencePage): HttpResponse => {
  const { language, brand, channel, standing, said, asksWhy } = shown;
  const words = PREFERENCE_WORDS[language];
  const other = language === 'ko' ? 'en' : 'ko';
  const body = [
    `<h1>${words.title}</h1>`,
    said === undefined ? '' : `<p class="done" role="status">${escaped(said)}</p>`,
    addressLine(shown),
    asksWhy ? reasonsForm(language, `?lang=${language}`) : '',
    standing.receives
      ? choices(shown) + rest(shown) + leave(shown)
      : asksWhy
        ? ''
        : `<p>${escaped(words.none(channel))}</p>`,
    tracking(shown),
    profiling(shown),
    `<p><small><a href="?lang=${other}" hreflang="${other}" lang="${other}">${words.other}</a></small></p>`,
  ].join('\n');
  return page({ status: 200, title: words.title, brand, body, language });
};
