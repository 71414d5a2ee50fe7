import * as z from 'zod';
import { brandSchema } from '../settings/settings.ts';
import { templateSchema } from '../templates/template.ts';
import { campaignSchema } from './campaign.ts';

const frozenSegmentSchema = z.object({ id: z.string(), rule: z.unknown() });

/** What was approved: content, audience definition, arms and sender as they stood at launch (P7). Never changes. */
export const snapshotSchema = z.object({
  campaign: campaignSchema,
  campaignVersion: z.number().int(),
  template: templateSchema,
  templateVersion: z.number().int(),
  brand: brandSchema,
  /** Rules of the included segments; a person must still fit one of them at hand-over. */
  include: z.array(frozenSegmentSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;
