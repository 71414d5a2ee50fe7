import * as z from 'zod';
import { ruleSchema } from '../segments/rule.ts';
import { brandSchema } from '../settings/settings.ts';
import { templateSchema } from '../templates/template.ts';
import { campaignSchema } from './campaign.ts';

/** What was approved: content, audience definition, arms and sender as they stood at launch (P7). Never changes. */
export const snapshotSchema = z.object({
  campaign: campaignSchema,
  campaignVersion: z.number().int(),
  template: templateSchema,
  templateVersion: z.number().int(),
  brand: brandSchema,
  /** Rules by segment id: those included, and every one that they name. A person must still fit at hand-over. */
  rules: z.record(z.string(), ruleSchema),
  /** Versions of the custom segments among them. */
  versions: z.record(z.string(), z.number().int()),
  /** Narrows the audience; a live rule, asked at hand-over, too. */
  rule: ruleSchema.optional(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Kind of ads that a campaign is, if it says so. */
export const topicOf = ({ campaign, template }: Pick<Snapshot, 'campaign' | 'template'>): string | undefined =>
  campaign.topic ?? template.topic;
