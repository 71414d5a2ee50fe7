import * as z from 'zod';

/** Forms of a Brand Message that are written here (`chatBubbleType` TEXT, IMAGE, WIDE and CAROUSEL_FEED). */
export const BUBBLES = ['text', 'image', 'wide', 'carousel'] as const;
export type Bubble = (typeof BUBBLES)[number];

/**
 * Whom Kakao lets it reach, all of them people who agreed to ads: `I` friends of the channel, `M` everybody, `N` those who are no friends. `M` and `N`
 * only from a channel that Kakao has let (settings.kakao).
 */
export const TARGETINGS = ['I', 'M', 'N'] as const;
export type Targeting = (typeof TARGETINGS)[number];

interface Limits {
  /** Signs (UTF-16, as Solapi counts them) and line breaks of the words. */
  readonly text: number;
  readonly breaks: number;
  readonly buttons: number;
  readonly buttonName: number;
}

/** Source: bmsConstraints.ts of solapi-nodejs, which refuses what Kakao would. */
export const LIMITS: Readonly<Record<Bubble, Limits>> = {
  text: { text: 1_300, breaks: 99, buttons: 5, buttonName: 14 },
  image: { text: 1_300, breaks: 99, buttons: 5, buttonName: 14 },
  wide: { text: 76, breaks: 1, buttons: 2, buttonName: 8 },
  carousel: { text: 180, breaks: 2, buttons: 2, buttonName: 8 },
};
/** Heading of a card; one line. */
export const CARD_TITLE = 20;
const CARDS = { least: 2, most: 6 } as const;

const liquidUrl = z.string().trim().min(1).max(1_000);
const buttonName = z
  .string()
  .trim()
  .min(1)
  .max(14)
  .regex(/^[^{}\n]*$/, 'must be plain words on one line, the same for everybody');

const linkButton = z.strictObject({
  kind: z.literal('link').default('link'),
  name: buttonName,
  /** https; Liquid. */
  link: liquidUrl,
});
const appButton = z
  .strictObject({
    kind: z.literal('app'),
    name: buttonName,
    /** Where the app is not installed: https; Liquid. */
    link: liquidUrl.optional(),
    /** Addresses in the app, such as shop://cart. */
    android: liquidUrl.optional(),
    ios: liquidUrl.optional(),
  })
  .refine(({ link, android, ios }) => (link ?? android ?? ios) !== undefined, 'needs "link", "android" or "ios"');
const buttonSchema = z.union([linkButton, appButton]);
/** Asks for the channel to be added as a friend; Kakao writes its words. */
const channelButton = z.strictObject({ kind: z.literal('channel') });

const pictureSchema = z
  .string()
  .regex(
    /^([0-9a-f]{32}\.(jpg|png)|[A-Za-z0-9]{8,32})$/,
    'must be the name of a hosted JPEG or PNG (GET /v1/images) or the id that the provider gave a picture',
  );

const cardSchema = z.strictObject({
  title: z.string().trim().min(1).max(200),
  text: z.string().trim().min(1).max(1_000),
  imageId: pictureSchema,
  /** Where the picture leads. */
  imageLink: liquidUrl.optional(),
  buttons: z.array(buttonSchema).min(1).max(LIMITS.carousel.buttons),
});

/** What a Brand Message says, as a person writes it; Liquid in titles, texts and links. */
export const brandMessageFields = {
  bubble: z.enum(BUBBLES).default('text'),
  targeting: z.enum(TARGETINGS).default('I'),
  /** Of a carousel none: its words stand on the cards. */
  text: z.string().max(2_000).default(''),
  imageId: pictureSchema.optional(),
  /** Where the picture leads; of `image` only. */
  imageLink: liquidUrl.optional(),
  buttons: z
    .array(z.union([linkButton, appButton, channelButton]))
    .max(5)
    .optional(),
  cards: z.array(cardSchema).min(CARDS.least).max(CARDS.most).optional(),
  /** Where "more" behind the last card leads. */
  moreLink: liquidUrl.optional(),
  /** Kakao shows it to adults alone. */
  adult: z.literal(true).optional(),
};
const fieldsSchema = z.object(brandMessageFields);
export type BrandMessageFields = z.infer<typeof fieldsSchema>;
export type BrandButton = NonNullable<BrandMessageFields['buttons']>[number];

const shapeOf = ({ bubble, text, imageId, imageLink, buttons = [], cards, moreLink }: BrandMessageFields) => {
  const { buttons: most, buttonName: longest } = LIMITS[bubble];
  const isCarousel = bubble === 'carousel';
  const names = [...buttons, ...(cards ?? []).flatMap((card) => card.buttons)].flatMap((button) =>
    button.kind === 'channel' ? [] : [button.name],
  );
  const long = names.find((name) => name.length > longest);
  return [
    [isCarousel || text.trim() !== '', 'text', 'must not be empty'],
    [!isCarousel || text === '', 'text', 'belongs onto the cards of a carousel'],
    [
      isCarousel === (cards !== undefined),
      'cards',
      isCarousel ? 'a carousel needs 2 to 6 cards' : 'only a carousel has cards',
    ],
    [isCarousel || moreLink === undefined, 'moreLink', 'only a carousel leads on behind its last card'],
    [
      (bubble === 'image' || bubble === 'wide') === (imageId !== undefined),
      'imageId',
      'belongs to the bubbles image and wide, which need one',
    ],
    [
      bubble === 'image' || imageLink === undefined,
      'imageLink',
      'only the bubble image has one; of a carousel each card has its own',
    ],
    [!isCarousel || buttons.length === 0, 'buttons', 'belong onto the cards of a carousel'],
    [buttons.length <= most, 'buttons', `are at most ${most} under the bubble ${bubble}`],
    [
      long === undefined,
      'buttons',
      `names have at most ${longest} signs under the bubble ${bubble}; "${long ?? ''}" has more`,
    ],
  ] as const;
};

/** What a form does not allow, with the field that it is about. */
export const shapeFaults = (fields: BrandMessageFields): { readonly path: string; readonly message: string }[] =>
  shapeOf(fields).flatMap(([holds, path, message]) => (holds ? [] : [{ path, message }]));

/** A button as it is handed over, with the addresses of one person's message. */
export type FilledButton =
  | { readonly kind: 'link'; readonly name: string; readonly link: string }
  | {
      readonly kind: 'app';
      readonly name: string;
      readonly link?: string | undefined;
      readonly android?: string | undefined;
      readonly ios?: string | undefined;
    }
  | { readonly kind: 'channel' };

export interface FilledCard {
  readonly title: string;
  readonly text: string;
  readonly imageId: string;
  readonly imageLink?: string | undefined;
  readonly buttons: readonly FilledButton[];
}

/** One person's Brand Message. `(광고)`, the channel's name and the way to block it are drawn by KakaoTalk around it. */
export interface BrandMessage {
  /** The sender's Kakao channel (pfId). */
  readonly channelId: string;
  readonly bubble: Bubble;
  readonly targeting: Targeting;
  readonly text: string;
  readonly imageId?: string | undefined;
  readonly imageLink?: string | undefined;
  readonly buttons: readonly FilledButton[];
  readonly cards: readonly FilledCard[];
  readonly moreLink?: string | undefined;
  readonly adult: boolean;
}

const breaksIn = (text: string): number => text.split('\n').length - 1;

/** The first thing that Kakao would refuse of filled words. */
export const tooLong = ({ bubble, text, cards }: BrandMessage): string | undefined => {
  const { text: most, breaks } = LIMITS[bubble];
  const words = bubble === 'carousel' ? cards.map((card) => card.text) : [text];
  for (const each of words) {
    if (each.length > most) return `the text has ${each.length} signs, ${bubble} takes ${most}`;
    if (breaksIn(each) > breaks) return `the text has ${breaksIn(each)} line breaks, ${bubble} takes ${breaks}`;
  }
  const title = cards.find((card) => card.title.length > CARD_TITLE)?.title;
  return title === undefined ? undefined : `the heading "${title}" has over ${CARD_TITLE} signs`;
};

/** Addresses by which a message leads somewhere. */
export const linksIn = ({
  buttons = [],
  cards = [],
  imageLink,
  moreLink,
}: Pick<Partial<BrandMessageFields>, 'imageLink' | 'moreLink'> & {
  readonly buttons?: readonly FilledButton[] | undefined;
  readonly cards?: readonly Pick<FilledCard, 'imageLink' | 'buttons'>[] | undefined;
}): string[] =>
  [
    ...[imageLink, moreLink],
    ...[...buttons, ...cards.flatMap((card) => card.buttons)].map((button) =>
      button.kind === 'channel' ? undefined : button.link,
    ),
    ...cards.map((card) => card.imageLink),
  ].filter((link) => link !== undefined);

/** Sizes of a picture that the form takes. Sources: Infobip and NHN Cloud on Brand Message (ratios, 500 px), Solapi's examples (carousel 2:1). */
export const pictureFault = (
  bubble: Bubble,
  { width, height }: { readonly width: number; readonly height: number },
): string | undefined => {
  if (width < 500) return `is ${width} pixels wide; at least 500 are needed`;
  const ratio = width / height;
  if (bubble === 'carousel')
    return Math.abs(width - 2 * height) <= 2 ? undefined : `measures ${width} × ${height}; cards take 2 to 1 alone`;
  const tallest = bubble === 'wide' ? 1 : 3 / 4;
  return ratio <= 2 && ratio >= tallest
    ? undefined
    : `measures ${width} × ${height}; ${bubble} takes 2 to 1 down to ${bubble === 'wide' ? '1 to 1' : '3 to 4'}`;
};
