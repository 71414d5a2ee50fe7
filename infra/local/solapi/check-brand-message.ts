import * as z from 'zod';

const webAddress = z
  .string()
  .regex(/^https?:\/\/\S+$/, '링크 값이 잘못되었습니다. 올바른 형식은 웹 링크 형식이어야 합니다.');

const buttonSchema = z.discriminatedUnion('linkType', [
  z.strictObject({ linkType: z.literal('AC') }),
  z.strictObject({
    linkType: z.literal('WL'),
    name: z.string(),
    linkMobile: webAddress,
    linkPc: webAddress.optional(),
  }),
  z.strictObject({
    ...{ linkType: z.literal('AL'), name: z.string(), linkMobile: webAddress.optional() },
    ...{ linkAndroid: z.string().optional(), linkIos: z.string().optional() },
  }),
]);
export type WireButton = z.infer<typeof buttonSchema>;

const common = { targeting: z.enum(['I', 'M', 'N']), adult: z.boolean().optional() };
/** Names of buttons by their bubble, at most so many. */
const buttons = (most: number, longest: number, least = 0) =>
  z
    .array(buttonSchema)
    .min(least, '최소 1개의 버튼이 필요합니다.')
    .max(most, `최대 ${most}개의 버튼만 사용할 수 있습니다.`)
    .refine(
      (all) => all.every((one) => one.linkType === 'AC' || one.name.length <= longest),
      `버튼명은 최대 ${longest}자`,
    );

/** `kakaoOptions.bms` of a free Brand Message, as strict as the platform (bmsConstraints.ts of solapi-nodejs). */
export const bmsSchema = z.discriminatedUnion('chatBubbleType', [
  z.strictObject({ ...common, chatBubbleType: z.literal('TEXT'), buttons: buttons(5, 14).optional() }),
  z.strictObject({
    ...{ ...common, chatBubbleType: z.literal('IMAGE'), imageId: z.string().max(32) },
    ...{ imageLink: webAddress.optional(), buttons: buttons(5, 14).optional() },
  }),
  z.strictObject({
    ...{ ...common, chatBubbleType: z.literal('WIDE'), imageId: z.string() },
    buttons: buttons(2, 8).optional(),
  }),
  z.strictObject({
    ...{ ...common, chatBubbleType: z.literal('CAROUSEL_FEED') },
    carousel: z.strictObject({
      list: z
        .array(
          z.strictObject({
            ...{ header: z.string().max(20), content: z.string().max(180), imageId: z.string() },
            ...{ imageLink: webAddress.optional(), buttons: buttons(2, 8, 1) },
          }),
        )
        .min(2)
        .max(6),
      tail: z.strictObject({ linkMobile: webAddress }).optional(),
    }),
  }),
]);
export type Bms = z.infer<typeof bmsSchema>;

const MOST = { TEXT: [1_300, 99], IMAGE: [1_300, 99], WIDE: [76, 1] } as const;

/** What the channel and the store of pictures say of it. */
export interface KakaoAccount {
  /** Channels (pfId) that may write to people who are no friends; absent: every one. */
  readonly strangers: readonly string[] | undefined;
  /** Numbers, in digits, that have a KakaoTalk and are friends of the channel; absent: everybody is. */
  readonly friends: readonly string[] | undefined;
  readonly hasPicture: (imageId: string, use: string) => boolean;
  /** Minute of the day in Seoul. */
  readonly minute: number;
}

export interface Asked {
  readonly to: string;
  readonly text: string | undefined;
  readonly channelId: string;
  readonly isAd: boolean;
  readonly bms: Bms;
}

/** The status code with which the platform refuses a Brand Message, if it does. */
export const brandFaultOf = ({ text, channelId, isAd, bms }: Asked, account: KakaoAccount): string | undefined => {
  const { strangers, hasPicture } = account;
  // Without its flag KakaoTalk would draw no label.
  if (!isAd) return '1011';
  if (bms.chatBubbleType === 'CAROUSEL_FEED') {
    if (text !== undefined) return '1011';
    if (bms.carousel.list.some(({ imageId }) => !hasPicture(imageId, 'BMS_CAROUSEL_FEED_LIST'))) return '1051';
  } else {
    if (text === undefined || text === '') return '1010';
    const [most, breaks] = MOST[bms.chatBubbleType];
    if (text.length > most || text.split('\n').length - 1 > breaks) return '1031';
    if (bms.chatBubbleType !== 'TEXT' && !hasPicture(bms.imageId, bms.chatBubbleType === 'WIDE' ? 'BMS_WIDE' : 'BMS'))
      return '1051';
  }
  return bms.targeting !== 'I' && strangers?.includes(channelId) === false ? '1041' : undefined;
};

/** What Kakao reports of one that was taken, if it does not show it. */
export const brandOutcomeOf = ({ to, bms }: Asked, { friends, minute }: KakaoAccount): string | undefined => {
  // 20:50 to 08:00.
  if (minute >= 20 * 60 + 50 || minute < 8 * 60) return '3108';
  const isFriend = friends?.includes(to);
  return (bms.targeting === 'I' && isFriend === false) || (bms.targeting === 'N' && isFriend === true)
    ? '3102'
    : undefined;
};

/** How a phone shows it: what the message says, and what lies under it. */
export const shownBrandMessage = (
  text: string | undefined,
  bms: Bms,
): { text: string; headers: Record<string, string> } => {
  const headers: Record<string, string> = { bubble: bms.chatBubbleType, targeting: bms.targeting };
  if (bms.chatBubbleType === 'CAROUSEL_FEED') {
    const { list, tail } = bms.carousel;
    headers.cards = JSON.stringify(list);
    if (tail) headers.more = tail.linkMobile;
    return { text: list.map(({ header, content }) => `${header}\n${content}`).join('\n\n'), headers };
  }
  if (bms.buttons) headers.buttons = JSON.stringify(bms.buttons);
  if (bms.chatBubbleType !== 'TEXT') headers.image = bms.imageId;
  return { text: text ?? '', headers };
};
