import { DangolError } from '../platform/errors.ts';
import { builtInSegment } from '../segments/built-in.ts';
import { type Rule, ruleSchema, segmentsIn } from '../segments/rule.ts';
import { SEGMENT_KIND, segmentBodySchema } from '../segments/segment.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { Settings } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { withoutSource } from '../templates/languages.ts';
import { TEMPLATE, templateSchema } from '../templates/template.ts';
import { CAMPAIGN, type Campaign, campaignSchema } from './campaign.ts';
import type { Snapshot } from './snapshot.ts';

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
  return { campaign: campaignSchema.parse(found.body), version, archived, createdAt, updatedAt, updatedBy };
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
  | { readonly kind: 'frozen'; readonly snapshot: Snapshot; readonly unknownSegments: readonly string[] }
  | { readonly kind: 'noTemplate' };

/** Content of arms that differ from the campaign's own; nothing if a template does not exist. */
const armsOf = async (definitions: DefinitionStore, campaign: Campaign): Promise<Snapshot['arms'] | 'noTemplate'> => {
  const found: NonNullable<Snapshot['arms']> = {};
  for (const { id, templateId } of campaign.arms ?? []) {
    if (templateId === undefined || templateId === campaign.templateId) continue;
    const template = await definitions.get(TEMPLATE, templateId);
    if (!template || template.archived) return 'noTemplate';
    found[id] = { template: withoutSource(templateSchema.parse(template.body)), templateVersion: template.version };
  }
  return Object.keys(found).length === 0 ? undefined : found;
};

/** Everything that a campaign is made of, as it stands now, with the sender and the holdout of the settings. */
export const freeze = async (
  definitions: DefinitionStore,
  campaignId: string,
  { brand, holdout }: Pick<Settings, 'brand' | 'holdout'>,
): Promise<Frozen> => {
  const { campaign, version } = await readCampaign(definitions, campaignId);
  const template = await definitions.get(TEMPLATE, campaign.templateId);
  const arms = await armsOf(definitions, campaign);
  if (!template || template.archived || arms === 'noTemplate') return { kind: 'noTemplate' };
  const { include, exclude, rule: written } = campaign.audience;
  const rule = written === undefined ? undefined : ruleSchema.parse(written);
  const named = rule === undefined ? [] : segmentsIn(rule);
  const { rules, versions, unknown } = await closureOf(definitions, [...include, ...exclude, ...named]);
  const content = withoutSource(templateSchema.parse(template.body));
  return {
    kind: 'frozen',
    unknownSegments: unknown,
    snapshot: {
      campaign,
      campaignVersion: version,
      template: content,
      templateVersion: template.version,
      brand,
      ...(arms === undefined ? {} : { arms }),
      ...(holdout.share > 0 && content.purpose === 'ad' ? { holdout } : {}),
      rules,
      versions,
      ...(rule === undefined ? {} : { rule }),
    },
  };
};
