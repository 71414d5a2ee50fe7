import { liquidOf, oneLine } from '../onsite/finished-words.ts';
import { maskCode } from '../platform/mask.ts';
import { maskCustomer, maskValue } from '../platform/mask-values.ts';
import type { Customer } from '../profiles/profile.ts';
import type { Settings } from '../settings/settings.ts';
import { MOST_NOTE, MOST_TITLE } from '../tasks/limits.ts';
import type { TaskWords } from '../tasks/task.ts';
import type { Run } from './run.ts';
import type { StepOf } from './step.ts';

interface About {
  readonly customer: Customer;
  readonly journey: { readonly id: string; readonly name: string };
  readonly settings: Settings;
  /** ms. */
  readonly now: number;
  readonly run: Pick<Run, 'cause' | 'coupon' | 'landing'>;
}

/** What words of a journey may read beside what those of templates do. */
export const toldBy = ({ cause, coupon, landing }: About['run']) => ({
  event: cause.properties ?? {},
  coupon: coupon ?? {},
  landing: landing ?? {},
});

/** The same for whoever may not see personal data; a code that a till would take and a person's own page are some. */
const unseenBy = ({ cause, coupon }: About['run']) => ({
  event: maskValue('event', cause.properties ?? {}, 'thing'),
  coupon: coupon ? { ...coupon, code: maskCode(coupon.code) } : {},
  landing: { url: '…' },
});

const cut = (text: string, most: number): string => {
  const signs = [...text];
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
};

const filled = (source: string, render: (source: string) => string): string => {
  try {
    return render(source).trim();
  } catch {
    // A broken date in a trait, or more than the limits allow: somebody is to be called all the same.
    return '';
  }
};

const wordsFor = (
  { title, note = '' }: Pick<StepOf<'task'>, 'title' | 'note'>,
  { customer, journey, settings, now }: Omit<About, 'run'>,
  told: Readonly<Record<string, unknown>>,
): TaskWords => {
  const { language } = settings;
  const render = liquidOf({ ...{ customer, campaign: journey, settings, language, now, also: told } });
  const [head, more] = [oneLine(filled(title, render)), filled(note, render)];
  return {
    title: cut(head === '' ? journey.name : head, MOST_TITLE),
    ...(more === '' ? {} : { note: cut(more, MOST_NOTE) }),
  };
};

/**
 * The words of a task for one person, and, where they differ, those for whoever may not see personal data: filled with the same data, masked.
 * A title that comes out empty is the journey's name.
 */
export const taskWords = (step: Pick<StepOf<'task'>, 'title' | 'note'>, about: About) => {
  const words = wordsFor(step, about, toldBy(about.run));
  const customer = { ...about.customer, fold: maskCustomer(about.customer.fold) };
  const masked = wordsFor(step, { ...about, customer }, unseenBy(about.run));
  return { ...words, ...(JSON.stringify(masked) === JSON.stringify(words) ? {} : { masked }) };
};
