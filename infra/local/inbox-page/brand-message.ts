import * as z from 'zod';
import type { InboxMessage } from '../inbox/message.ts';
import { bmsSchema, type WireButton } from '../solapi/check-brand-message.ts';
import { html, linked, type Markup } from './markup.ts';
import { fullTime } from './times.ts';
import { type Language, outcomeName, words } from './words.ts';

const [, , , carousel] = bmsSchema.options;
const cardsSchema = carousel.shape.carousel.shape.list;
const buttonsSchema = cardsSchema.element.shape.buttons;

const listIn = <T>(schema: z.ZodType<T[]>, text: string | undefined): T[] =>
  text === undefined ? [] : z.preprocess((json) => JSON.parse(String(json)), schema).parse(text);

const buttonsOf = (buttons: readonly WireButton[], language: Language): Markup =>
  html`<div class="buttons">${buttons.map((button) => {
    if (button.linkType === 'AC') return html`<span class="add">${words[language].addChannel}</span>`;
    const to = button.linkMobile ?? (button.linkType === 'AL' ? (button.linkAndroid ?? button.linkIos) : undefined);
    return to !== undefined && /^https?:/.test(to)
      ? html`<a href="${to}" target="_blank" rel="noreferrer">${button.name}</a>`
      : html`<span>${button.name} · ${to ?? ''}</span>`;
  })}</div>`;

/** A picture that a provider was handed; its place only, where it is not known here. */
export function shownPicture(id: string, kind: string, language: Language, hasPicture: HasPicture): Markup {
  const word = words[language].picture;
  return hasPicture(id)
    ? html`<img class="picture ${kind}" src="/inbox/pictures/${id}" alt="${word}">`
    : html`<div class="picture ${kind}">${word}</div>`;
}
export type HasPicture = (id: string) => boolean;

/** A Brand Message as KakaoTalk draws it: the label and the channel above, picture, words and buttons, and how to refuse. */
export function brandMessage(message: InboxMessage, language: Language, hasPicture: HasPicture): Markup {
  const word = words[language];
  const { bubble = 'TEXT', image, more, buttons, cards } = message.headers;
  const picture = (id: string, kind: string) => shownPicture(id, kind, language, hasPicture);
  const under = listIn(buttonsSchema, buttons);
  const each = listIn(cardsSchema, cards).map(
    (card) =>
      html`<div class="page">${picture(card.imageId, 'two')}<strong>${card.header}</strong><p>${linked(card.content)}</p>${buttonsOf(card.buttons, language)}</div>`,
  );
  const body =
    each.length > 0
      ? html`<div class="carousel">${each}${more === undefined ? '' : html`<a class="page more" href="${more}" target="_blank" rel="noreferrer">${word.more}</a>`}</div>`
      : html`${image === undefined ? '' : picture(image, bubble === 'WIDE' ? 'wide' : 'two')}<p>${linked(message.text)}</p>${under.length === 0 ? '' : buttonsOf(under, language)}`;
  const bad = outcomeName(message.outcome, language);
  return html`<div class="talk-ad"><div class="sender">${word.adBy(message.from)}</div><div class="brand-message">${body}</div>
<footer><time>${fullTime(message.sentAt, language)}</time>${bad === undefined ? '' : html`<span class="chip bad">${bad}</span>`}<span>${word.refuseFree}</span></footer></div>`;
}
