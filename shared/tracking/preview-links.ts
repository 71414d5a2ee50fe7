import type { RenderLinks } from '../templates/render.ts';
import type { Channel } from '../templates/template.ts';
import { exampleShortLinks } from './short-link.ts';

const PREVIEW = 'https://preview.invalid/u/preview';

/** Links for a message that nobody gets: in a text as long as the real ones, because their signs are counted. */
export const previewLinks = (channel: Channel, shortUrl: string): RenderLinks => {
  if (channel !== 'sms' && channel !== 'kakao')
    return {
      ...{ unsubscribe: PREVIEW, preferences: PREVIEW, confirm: PREVIEW, survey: PREVIEW },
      // A page that shows a mail would load its pixel.
      open: channel === 'email' ? undefined : PREVIEW,
      click: (url) => url,
    };
  const { unsubscribe, preferences, confirm, survey, click } = exampleShortLinks(shortUrl);
  return { unsubscribe, preferences, confirm, survey, open: PREVIEW, click };
};
