import { koreanDigits } from '../law/korean-number.ts';
import { DangolError } from '../platform/errors.ts';
import type { Solapi } from '../solapi/client.ts';
import type { BrandMessage, Bubble, FilledButton } from '../templates/brand-message.ts';
import { isHosted, USE_OF } from '../templates/picture.ts';
import type { PictureStore } from '../templates/picture-store.ts';
import { priceOf } from '../templates/price.ts';
import type { ChannelAdapter, HandOver } from './channel.ts';
import { sendOnce } from './solapi-send.ts';

const BUBBLE_TYPES = {
  text: 'TEXT',
  image: 'IMAGE',
  wide: 'WIDE',
  carousel: 'CAROUSEL_FEED',
} as const satisfies Record<Bubble, string>;

const wireButton = (button: FilledButton) => {
  switch (button.kind) {
    case 'channel':
      return { linkType: 'AC' };
    case 'link':
      return { linkType: 'WL', name: button.name, linkMobile: button.link, linkPc: button.link };
    case 'app':
      return {
        ...{ linkType: 'AL', name: button.name },
        ...(button.link === undefined ? {} : { linkMobile: button.link }),
        ...(button.android === undefined ? {} : { linkAndroid: button.android }),
        ...(button.ios === undefined ? {} : { linkIos: button.ios }),
      };
    default:
      return button satisfies never;
  }
};

/** A message's pictures, each by the id that the provider gave it; or why it cannot go now. */
type Kept = { readonly ids: ReadonlyMap<string, string> } | { readonly answer: HandOver };

const wire = (message: BrandMessage, idOf: (name: string) => string) => {
  const { bubble, targeting, imageId, imageLink, buttons, cards, moreLink, adult } = message;
  const linked = (link: string | undefined) => (link === undefined ? {} : { imageLink: link });
  return {
    ...{ targeting, chatBubbleType: BUBBLE_TYPES[bubble] },
    ...(adult ? { adult } : {}),
    ...(imageId === undefined ? {} : { imageId: idOf(imageId), ...linked(imageLink) }),
    ...(buttons.length === 0 ? {} : { buttons: buttons.map(wireButton) }),
    ...(bubble === 'carousel'
      ? {
          carousel: {
            list: cards.map((card) => ({
              ...{ header: card.title, content: card.text, imageId: idOf(card.imageId), ...linked(card.imageLink) },
              buttons: card.buttons.map(wireButton),
            })),
            ...(moreLink === undefined ? {} : { tail: { linkMobile: moreLink } }),
          },
        }
      : {}),
  };
};

/**
 * Kakao Brand Messages by Solapi in their free form (`BMS_FREE`), to Korean mobile numbers. The ad flag makes KakaoTalk draw `(광고)`, and no text goes in
 * their place: that would be a second message, and an ad without its label. Source: kakaoOption.ts and bms/ of solapi-nodejs.
 */
export const createBrandMessageChannel = (solapi: Solapi, pictures: Pick<PictureStore, 'find'>): ChannelAdapter => {
  const kept = async ({ bubble, imageId, cards }: BrandMessage): Promise<Kept> => {
    const names = [...(imageId === undefined ? [] : [imageId]), ...cards.map((card) => card.imageId)];
    const ids = new Map<string, string>();
    for (const name of new Set(names.filter(isHosted))) {
      const picture = await pictures.find(USE_OF[bubble], name);
      if (picture?.fileId === undefined)
        return {
          answer:
            picture?.state === 'refused'
              ? { kind: 'refused', code: 'pictureRefused' }
              : { kind: 'refused', code: 'pictureNotReady', retry: 'unreachable' },
        };
      ids.set(name, picture.fileId);
    }
    return { ids };
  };

  return {
    channel: 'kakao',
    sendable: (address) => (/^\+821[016789]\d{7,8}$/.test(address) ? address : undefined),
    price: priceOf,
    prepare: async ({ to, ref, campaignId, message, brand }) => {
      if (message.channel !== 'kakao')
        throw new DangolError('internal', `The Kakao channel got an ${message.channel}.`);
      const found = await kept(message);
      if ('answer' in found) return async () => found.answer;
      const bms = wire(message, (name) => found.ids.get(name) ?? name);
      const body = {
        ...{ to: koreanDigits(to), from: koreanDigits(brand.smsSender), type: 'BMS_FREE', country: '82' },
        ...{ autoTypeDetect: false, customFields: { ref, campaign: campaignId } },
        ...(message.bubble === 'carousel' ? {} : { text: message.text }),
        kakaoOptions: { pfId: message.channelId, disableSms: true, adFlag: true, bms },
      };
      return () => sendOnce(solapi, body);
    },
  };
};
