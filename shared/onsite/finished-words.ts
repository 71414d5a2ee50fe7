import { toIso } from '../platform/clock.ts';
import type { Customer } from '../profiles/profile.ts';
import type { Settings } from '../settings/settings.ts';
import { contextOf } from '../templates/context.ts';
import { engineFor, renderSource } from '../templates/engine.ts';
import type { Language } from '../templates/template.ts';
import { webUrl } from '../tracking/token.ts';

interface Sources {
  readonly title: string;
  readonly text: string;
  readonly offer?: string | undefined;
  readonly button?: { readonly label: string; readonly url: string } | undefined;
}

interface Words {
  readonly title: string;
  readonly text: string;
  readonly offer?: string;
  readonly button?: { readonly label: string; readonly url: string };
}

interface About {
  readonly customer: Customer;
  readonly campaign: { readonly id: string; readonly name: string };
  readonly settings: Settings;
  readonly language: Language;
  /** ms. */
  readonly now: number;
  /** `event` and `coupon` of a journey. */
  readonly also?: Readonly<Record<string, unknown>> | undefined;
}

/** How a source is filled for one person. */
export const liquidOf = ({ customer, campaign, settings, language, now, also }: About) => {
  const { brand, currency, timezone } = settings;
  const links = { unsubscribe: '', preferences: '' };
  const context = { ...contextOf({ customer, brand, campaign, links, currency, now: toIso(now) }), ...also };
  return (source: string): string => renderSource(engineFor('text', language, timezone), source, context);
};

export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

/** The finished words for one person, or why there are none. */
export const finishedWords = (
  { title, text, offer, button }: Sources,
  render: (source: string) => string,
): Words | string => {
  try {
    const own = offer === undefined ? '' : render(offer).trim();
    const words = { title: oneLine(render(title)), text: render(text).trim(), ...(own === '' ? {} : { offer: own }) };
    if (words.title === '') return 'the title is empty';
    if (button === undefined) return words;
    const url = webUrl(render(button.url).trim());
    if (url === undefined) return 'the button leads to no absolute http or https address';
    return { ...words, button: { label: oneLine(render(button.label)), url } };
  } catch {
    // Limits of the sandbox, a filter's argument, a broken date in a trait.
    return 'the content could not be filled for this person';
  }
};
