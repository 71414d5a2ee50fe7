import { type Ask, confirmationToken } from '../consent/confirmation.ts';
import { linksIn } from '../templates/brand-message.ts';
import type { Rendered, RenderLinks } from '../templates/render.ts';
import type { Channel } from '../templates/template.ts';
import { linkName, shortLinks } from '../tracking/short-link.ts';
import type { ShortLinkStore } from '../tracking/short-link-store.ts';
import { linkUrl, sign, webUrl } from '../tracking/token.ts';

export interface LinkOptions {
  readonly linkKey: Buffer;
  readonly shortLinkKey: Buffer;
  /** Base of links in mails, and of those in texts, where every sign is paid for; without a slash at the end. */
  readonly publicUrl: string;
  readonly shortUrl: string;
  readonly store: Pick<ShortLinkStore, 'put'>;
}

interface Linked {
  readonly customerId: string;
  readonly ref: string;
}

/** How often a new name is drawn for links whose name belongs to another message. */
const NAMES = 4;
export const LINK_SALTS: readonly number[] = Array.from({ length: NAMES }, (_, salt) => salt);

export interface MessageLinks {
  readonly links: RenderLinks;
  /** Makes the links of a finished text resolvable; false if they must be drawn anew. Mails carry theirs signed, and need no row. */
  readonly keep: (text: string) => Promise<boolean>;
}

/** Links of one message: signed tokens in a mail, names of a stored row in a text. */
export const createMessageLinks =
  ({ linkKey, shortLinkKey, publicUrl, shortUrl, store }: LinkOptions) =>
  (
    channel: Channel,
    { ref, customerId }: Linked,
    asksFor: Pick<Ask, 'channel' | 'issuedAt'> | undefined,
    salt: number,
  ): MessageLinks => {
    const confirm = asksFor && confirmationToken(linkKey, { customerId, ...asksFor });
    const open = linkUrl(publicUrl, linkKey, { kind: 'o', ref });
    if (channel === 'email') {
      const links = {
        open,
        unsubscribe: linkUrl(publicUrl, linkKey, { kind: 'u', ref }),
        preferences: linkUrl(publicUrl, linkKey, { kind: 'p', ref }),
        survey: linkUrl(publicUrl, linkKey, { kind: 'q', ref }),
        ...(confirm === undefined ? {} : { confirm: `${publicUrl}/d/${confirm}` }),
        click: (target: string) => {
          const url = webUrl(target);
          return url === undefined ? undefined : linkUrl(publicUrl, linkKey, { kind: 'c', ref, url });
        },
      };
      return { links, keep: async () => true };
    }
    if (channel === 'push') {
      const links = {
        open: sign(linkKey, { kind: 'n', ref }),
        unsubscribe: linkUrl(publicUrl, linkKey, { kind: 'u', ref }),
        preferences: linkUrl(publicUrl, linkKey, { kind: 'p', ref }),
        survey: linkUrl(publicUrl, linkKey, { kind: 'q', ref }),
        ...(confirm === undefined ? {} : { confirm: `${publicUrl}/d/${confirm}` }),
        // A link that jumps into the app must not pass by us: the tap itself is told by the app.
        click: webUrl,
      };
      return { links, keep: async () => true };
    }
    const name = linkName(shortLinkKey, ref, salt);
    const short = shortLinks(shortUrl, name);
    const links = {
      open,
      unsubscribe: short.unsubscribe,
      preferences: short.preferences,
      survey: short.survey,
      ...(confirm === undefined ? {} : { confirm: short.confirm }),
      click: (target: string) => {
        const url = webUrl(target);
        return url === undefined ? undefined : short.click(url);
      },
    };
    const keep = async (text: string): Promise<boolean> =>
      !short.usedIn(text) || (await store.put(name, { ref, urls: [...short.urls()], confirm }));
    return { links, keep };
  };

/** Everything in a message that may hold a link of ours. */
export const linkedWords = (message: Rendered): string =>
  message.channel === 'kakao'
    ? [message.text, ...message.cards.map((card) => card.text), ...linksIn(message)].join('\n')
    : message.channel === 'sms' && message.alimtalk
      ? Object.values(message.alimtalk.variables).join('\n')
      : message.text;
