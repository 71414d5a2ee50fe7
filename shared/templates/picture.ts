import * as z from 'zod';
import type { Bubble } from './brand-message.ts';
import type { Template } from './template.ts';

/** What a picture is used for, as Solapi calls it: its store keeps and checks each use by itself. */
export const MMS = 'MMS';
export const PICTURE_USES = [MMS, 'BMS', 'BMS_WIDE', 'BMS_CAROUSEL_FEED_LIST'] as const;
export type PictureUse = (typeof PICTURE_USES)[number];

/** Use of the pictures of a Brand Message's form; of one without pictures it is never asked for. */
export const USE_OF = {
  text: 'BMS',
  image: 'BMS',
  wide: 'BMS_WIDE',
  carousel: 'BMS_CAROUSEL_FEED_LIST',
} as const satisfies Record<Bubble, PictureUse>;

/** How a hosted picture stands in the carrier's own store, from which alone it sends; `refused` names why. */
export const pictureSchema = z.object({
  state: z.enum(['new', 'kept', 'refused']),
  /** Its id there. */
  fileId: z.string().optional(),
  reason: z.string().optional(),
  /** ISO 8601 UTC. */
  at: z.string(),
});
export type Picture = z.infer<typeof pictureSchema>;

/** Whether the name is one that we host; ids of the provider have no dot. */
export const isHosted = (name: string): boolean => name.includes('.');

export interface WantedPicture {
  readonly use: PictureUse;
  readonly name: string;
  /** Where the template names it. */
  readonly path: string;
}

/** Hosted pictures that a template sends by the carrier. */
export const picturesOf = (template: Template): WantedPicture[] => {
  if (template.channel !== 'sms' && template.channel !== 'kakao') return [];
  const use = template.channel === 'sms' ? MMS : USE_OF[template.bubble];
  const cards = template.channel === 'kakao' ? (template.cards ?? []) : [];
  return [
    { path: 'imageId', name: template.imageId },
    ...cards.map(({ imageId }, n) => ({ path: `cards[${n}].imageId`, name: imageId })),
  ].flatMap(({ path, name }) => (name === undefined || !isHosted(name) ? [] : [{ use, name, path }]));
};
