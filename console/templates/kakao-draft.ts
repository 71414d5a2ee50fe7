import * as z from 'zod';

const buttonSchema = z.looseObject({
  kind: z.enum(['link', 'app', 'channel']).default('link'),
  ...{ name: z.string().default(''), link: z.string().default('') },
  ...{ android: z.string().default(''), ios: z.string().default('') },
});
const cardSchema = z.looseObject({
  ...{ title: z.string().default(''), text: z.string().default(''), imageId: z.string().default('') },
  ...{ imageLink: z.string().default(''), buttons: z.array(buttonSchema).default([]) },
});
/** What the API says of a Brand Message, beside its words. */
const kakaoSchema = z.object({
  bubble: z.enum(['text', 'image', 'wide', 'carousel']).catch('text'),
  targeting: z.enum(['I', 'M', 'N']).catch('I'),
  ...{ imageId: z.string().default(''), imageLink: z.string().default(''), moreLink: z.string().default('') },
  buttons: z.array(buttonSchema).default([]),
  cards: z.array(cardSchema).default([]),
  adult: z.boolean().default(false),
});
export type KakaoDraft = z.infer<typeof kakaoSchema>;
export type ButtonDraft = KakaoDraft['buttons'][number];
export type CardDraft = KakaoDraft['cards'][number];

/** Fields of a template that this draft holds. */
export const KAKAO_FIELDS = Object.keys(kakaoSchema.shape);

export const kakaoDraftOf = (template: object): KakaoDraft => kakaoSchema.parse(template);

export const NO_BUTTON: ButtonDraft = { kind: 'link', name: '', link: '', android: '', ios: '' };
export const NO_CARD: CardDraft = { title: '', text: '', imageId: '', imageLink: '', buttons: [NO_BUTTON] };

/** Buttons that a bubble takes, and the signs of their names. */
export const BUTTONS: Readonly<Record<KakaoDraft['bubble'], { readonly most: number; readonly name: number }>> = {
  text: { most: 5, name: 14 },
  image: { most: 5, name: 14 },
  wide: { most: 2, name: 8 },
  carousel: { most: 2, name: 8 },
};

const said = (fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, text]) => (text.trim() === '' ? [] : [[key, text.trim()]])));

const buttonBody = ({ kind, name, link, android, ios }: ButtonDraft) => {
  if (kind === 'channel') return { kind };
  return kind === 'link' ? { kind, name, link } : { kind, name, ...said({ link, android, ios }) };
};

/** What is sent to the API; what the chosen bubble has no place for stays behind. */
export const kakaoBody = (draft: KakaoDraft, text: string): Record<string, unknown> => {
  const { bubble, targeting, imageId, imageLink, moreLink, buttons, cards, adult } = draft;
  const always = { bubble, targeting, ...(adult ? { adult } : {}) };
  if (bubble === 'carousel')
    return {
      ...always,
      cards: cards.map((card) => ({
        ...{ title: card.title, text: card.text, imageId: card.imageId, ...said({ imageLink: card.imageLink }) },
        buttons: card.buttons.map(buttonBody),
      })),
      ...said({ moreLink }),
    };
  return {
    ...{ ...always, text },
    ...(bubble === 'text' ? {} : said({ imageId })),
    ...(bubble === 'image' ? said({ imageLink }) : {}),
    ...(buttons.length === 0 ? {} : { buttons: buttons.map(buttonBody) }),
  };
};

const isButton = ({ kind, name, link, android, ios }: ButtonDraft): boolean =>
  kind === 'channel' || (name.trim() !== '' && `${link}${kind === 'app' ? `${android}${ios}` : ''}`.trim() !== '');

/** Whether it can be saved. */
export const isKakaoFilled = ({ bubble, imageId, buttons, cards }: KakaoDraft, text: string): boolean => {
  if (bubble === 'carousel')
    return (
      cards.length > 1 &&
      cards.every(
        (card) =>
          [card.title, card.text, card.imageId].every((one) => one.trim() !== '') &&
          card.buttons.length > 0 &&
          card.buttons.every(isButton),
      )
    );
  return text.trim() !== '' && (bubble === 'text' || imageId.trim() !== '') && buttons.every(isButton);
};
