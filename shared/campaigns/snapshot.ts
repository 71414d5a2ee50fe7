import * as z from 'zod';
import { byteLength } from '../platform/digest.ts';
import { ruleSchema } from '../segments/rule.ts';
import { brandSchema } from '../settings/brand.ts';
import { holdoutSchema } from '../settings/holdout.ts';
import { type Channel, templateSchema } from '../templates/template.ts';
import type { Arm, Split } from './arm.ts';
import { type Campaign, campaignSchema } from './campaign.ts';

const blockVersionsSchema = z.record(z.string(), z.number().int());

/** What was approved: content, audience definition, arms and sender as they stood at launch (P7). Never changes. */
export const snapshotSchema = z.object({
  campaign: campaignSchema,
  campaignVersion: z.number().int(),
  template: templateSchema,
  templateVersion: z.number().int(),
  brand: brandSchema,
  /** Versions of the blocks that are written out in the template. */
  blocks: blockVersionsSchema.optional(),
  /** Of arms whose content is another one than the campaign's, by arm. */
  arms: z
    .record(
      z.string(),
      z.object({ template: templateSchema, templateVersion: z.number().int(), blocks: blockVersionsSchema.optional() }),
    )
    .optional(),
  /** Content of the further ways, in the campaign's order. */
  fallback: z
    .array(
      z.object({ template: templateSchema, templateVersion: z.number().int(), blocks: blockVersionsSchema.optional() }),
    )
    .optional(),
  /** People who get no ads, as the settings said at launch; ads only. */
  holdout: holdoutSchema.optional(),
  /** Rules by segment id: those included, and every one that they name. A person must still fit at hand-over. */
  rules: z.record(z.string(), ruleSchema),
  /** Versions of the custom segments among them. */
  versions: z.record(z.string(), z.number().int()),
  /** Narrows the audience; a live rule, asked at hand-over, too. */
  rule: ruleSchema.optional(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Bytes of JSON that one item of DynamoDB (400 KB) holds with room to spare. */
const MAX_SNAPSHOT = 350_000;

/** Why a snapshot cannot be kept, in English and Korean; nothing if it can. */
export const tooLarge = (snapshot: Snapshot): { readonly en: string; readonly ko: string } | undefined => {
  const bytes = byteLength(JSON.stringify(snapshot));
  if (bytes <= MAX_SNAPSHOT) return undefined;
  return {
    en: `Campaign, templates and list are ${bytes} bytes of JSON together; at most ${MAX_SNAPSHOT} are allowed. Shorten the template or its languages, use fewer arms, or make the list a segment.`,
    ko: `캠페인과 템플릿, 명단을 합치면 ${bytes}바이트로, ${MAX_SNAPSHOT}바이트를 넘습니다. 템플릿이나 언어, 안의 수를 줄이거나 명단 대신 세그먼트를 써 주세요.`,
  };
};

/** Kind of ads that a campaign is, if it says so. */
export const topicOf = ({ campaign, template }: Pick<Snapshot, 'campaign' | 'template'>): string | undefined =>
  campaign.topic ?? template.topic;

export const splitOf = ({ campaign, holdout }: Pick<Snapshot, 'campaign' | 'holdout'>): Split => ({
  control: campaign.control,
  arms: campaign.arms,
  holdout,
});

/** Channel of an arm's message. */
export const channelOf = ({ campaign }: Pick<Snapshot, 'campaign'>, arm: Arm): Channel =>
  campaign.arms?.find(({ id }) => id === arm)?.channel ?? campaign.channel;

/** Channels that a campaign is sent by: several where channels compete. */
export const channelsOf = ({ arms, channel }: Campaign): Channel[] => [
  ...new Set(arms ? arms.map((arm) => arm.channel ?? channel) : [channel]),
];

/** What one arm gets: the snapshot with that arm's content and channel. People held back are judged as if they got the campaign's own. */
export const forArm = (snapshot: Snapshot, arm: Arm): Snapshot => {
  const own = snapshot.arms?.[arm];
  const channel = channelOf(snapshot, arm);
  if (!own && channel === snapshot.campaign.channel) return snapshot;
  return { ...snapshot, ...own, campaign: { ...snapshot.campaign, channel } };
};

/** What goes out by one of a message's ways; 0 is the campaign's own. */
export const forLink = (snapshot: Snapshot, link: number): Snapshot => {
  const content = link === 0 ? undefined : snapshot.fallback?.[link - 1];
  const channel = snapshot.campaign.fallback?.[link - 1]?.channel;
  if (content === undefined || channel === undefined) return snapshot;
  return { ...snapshot, ...content, campaign: { ...snapshot.campaign, channel } };
};

/** Every channel by which somebody of the campaign may be written to. */
export const waysOf = (campaign: Campaign): Channel[] => [
  ...new Set([...channelsOf(campaign), ...(campaign.fallback ?? []).map(({ channel }) => channel)]),
];

/** Offer, coupons and start of an arm; offer and start only where the campaign gives it one of its own. */
export const termsOf = ({ campaign }: Pick<Snapshot, 'campaign'>, arm: Arm) => {
  const found = campaign.arms?.find(({ id }) => id === arm);
  return { offer: found?.offer, at: found?.at, couponPool: found?.couponPool ?? campaign.couponPool };
};
