import { DangolError } from '../platform/errors.ts';
import { builtInSegment } from '../segments/built-in.ts';
import { type Rule, ruleSchema, segmentsIn } from '../segments/rule.ts';
import { SEGMENT_KIND, segmentBodySchema } from '../segments/segment.ts';
import { brandOf } from '../settings/brand.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { heldOut } from '../settings/holdout.ts';
import type { Settings } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { contentOf } from '../templates/block-store.ts';
import { TEMPLATE } from '../templates/template.ts';
import { CAMPAIGN, type Campaign, campaignOf } from './campaign.ts';
import { channelsOf, type Snapshot } from './snapshot.ts';

export interface FreezeDependencies {
  readonly definitions: DefinitionStore;
  readonly settings: SettingsStore;
}

interface Draft {
  readonly campaign: Campaign;
  readonly version: number;
  readonly archived: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Name of the key or user that changed it last. */
  readonly updatedBy: string | undefined;
}

/** A draft with its version. Throws `not_found`. */
export const readCampaign = async (definitions: DefinitionStore, campaignId: string): Promise<Draft> => {
  const found = await definitions.get(CAMPAIGN, campaignId);
  if (!found)
    throw new DangolError(
      'not_found',
      `There is no campaign "${campaignId}"; GET /v1/campaigns lists those there are.`,
    );
  const { version, archived, createdAt, updatedAt, by: updatedBy } = found;
  return { campaign: campaignOf(found), version, archived, createdAt, updatedAt, updatedBy };
};

interface Rules {
  readonly rules: Record<string, Rule>;
  readonly versions: Record<string, number>;
  /** Segments that do not exist. */
  readonly unknown: readonly string[];
}

/** Rules of segments and of every segment that they name. */
const closureOf = async (definitions: DefinitionStore, ids: Iterable<string>): Promise<Rules> => {
  const rules: Record<string, Rule> = {};
  const versions: Record<string, number> = {};
  const unknown: string[] = [];
  const open = [...new Set(ids)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (Object.hasOwn(rules, id) || unknown.includes(id)) continue;
    const builtIn = builtInSegment(id);
    const custom = builtIn ? undefined : await definitions.get(SEGMENT_KIND, id);
    const rule = builtIn?.rule ?? (custom ? segmentBodySchema.parse(custom.body).rule : undefined);
    if (rule === undefined || custom?.archived) {
      unknown.push(id);
      continue;
    }
    rules[id] = rule;
    if (custom) versions[id] = custom.version;
    open.push(...segmentsIn(rule));
  }
  return { rules, versions, unknown };
};

export type Frozen =
  | {
      readonly kind: 'frozen';
      readonly snapshot: Snapshot;
      readonly unknownSegments: readonly string[];
      readonly unknownBrand: string | undefined;
    }
  | { readonly kind: 'noTemplate' };

/** Content of arms that differ from the campaign's own; nothing if a template does not exist. */
const armsOf = async (definitions: DefinitionStore, campaign: Campaign): Promise<Snapshot['arms'] | 'noTemplate'> => {
  const found: NonNullable<Snapshot['arms']> = {};
  for (const { id, templateId } of campaign.arms ?? []) {
    if (templateId === undefined || templateId === campaign.templateId) continue;
    const template = await definitions.get(TEMPLATE, templateId);
    if (!template || template.archived) return 'noTemplate';
    found[id] = await contentOf(definitions, template);
  }
  return Object.keys(found).length === 0 ? undefined : found;
};

/** Content of the further ways; nothing if a template does not exist. */
const fallbackOf = async (
  definitions: DefinitionStore,
  { fallback }: Campaign,
): Promise<Snapshot['fallback'] | 'noTemplate'> => {
  if (!fallback) return undefined;
  const found: NonNullable<Snapshot['fallback']> = [];
  for (const { templateId } of fallback) {
    const template = await definitions.get(TEMPLATE, templateId);
    if (!template || template.archived) return 'noTemplate';
    found.push(await contentOf(definitions, template));
  }
  return found;
};

/** Where channels compete everybody must be within reach of each of them: otherwise each arm would have people of another kind. */
const fairRule = (campaign: Campaign, rule: Rule | undefined): Rule | undefined => {
  const channels = channelsOf(campaign);
  if (channels.length < 2) return rule;
  return { all: [...(rule === undefined ? [] : [rule]), ...channels.map((reachable) => ({ reachable }))] };
};

/** Everything that a campaign is made of, as it stands now, with the sender and the holdout of the settings. */
export const freeze = async (
  definitions: DefinitionStore,
  campaignId: string,
  settings: Pick<Settings, 'brand' | 'brands' | 'holdout' | 'timezone'>,
  now: number,
): Promise<Frozen> => {
  const { campaign, version } = await readCampaign(definitions, campaignId);
  const template = await definitions.get(TEMPLATE, campaign.templateId);
  const arms = await armsOf(definitions, campaign);
  const fallback = await fallbackOf(definitions, campaign);
  if (!template || template.archived || arms === 'noTemplate' || fallback === 'noTemplate')
    return { kind: 'noTemplate' };
  const { include, exclude, rule: written } = campaign.audience;
  const rule = fairRule(campaign, written === undefined ? undefined : ruleSchema.parse(written));
  const inRule = rule === undefined ? [] : segmentsIn(rule);
  const { rules, versions, unknown } = await closureOf(definitions, [...include, ...exclude, ...inRule]);
  const content = await contentOf(definitions, template);
  const named = campaign.brand ?? content.template.brand;
  const brand = brandOf(settings, named);
  return {
    kind: 'frozen',
    unknownSegments: unknown,
    unknownBrand: brand === undefined ? named : undefined,
    snapshot: {
      campaign,
      campaignVersion: version,
      ...content,
      brand: brand ?? settings.brand,
      ...(arms === undefined ? {} : { arms }),
      ...(fallback === undefined ? {} : { fallback }),
      ...(settings.holdout.share > 0 && content.template.purpose === 'ad' ? { holdout: heldOut(settings, now) } : {}),
      rules,
      versions,
      ...(rule === undefined ? {} : { rule }),
    },
  };
};
