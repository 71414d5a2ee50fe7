import * as z from 'zod';

/** What a picture is used for, as Solapi calls it: its store keeps and checks each use by itself. */
export const MMS = 'MMS';
export type PictureUse = typeof MMS;

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
