import type { SavedCampaign } from './answers.ts';
import { AT_ONCE, type Schedule, scheduleBody, scheduleOf } from './schedule.ts';

/** One version of the message; text as it was typed, empty where it is the campaign's own. */
export interface ArmDraft {
  readonly id: string;
  readonly name: string;
  readonly channel: string;
  readonly templateId: string;
  readonly offer: string;
  /** `YYYY-MM-DDTHH:mm` by the shop's clock. */
  readonly at: string;
  readonly share: string;
  /** What a saved arm has beyond the form. */
  readonly kept: Readonly<Record<string, unknown>>;
}

/** Another way of the message, where the one before did not arrive. */
export interface WayDraft {
  readonly channel: string;
  readonly templateId: string;
  /** Minutes. */
  readonly after: string;
  /** Known failures only. */
  readonly certain: boolean;
  /** What the saved way asked for, if it is neither of what the form can say. */
  readonly on: readonly string[] | undefined;
}

/** A campaign as the form holds it. */
export interface Draft {
  readonly name: string;
  readonly hypothesis: string;
  readonly folder: string;
  readonly who: 'segments' | 'list';
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly list: readonly string[];
  readonly restDays: string;
  readonly excludeSilent: boolean;
  readonly channel: string;
  readonly templateId: string;
  readonly brand: string;
  readonly topic: string;
  /** Pool of codes of which each receiver gets one; empty: none. */
  readonly couponPool: string;
  readonly utm: { readonly source: string; readonly medium: string; readonly campaign: string };
  readonly goalEvent: string;
  readonly windowDays: string;
  /** A share, such as `0.1`. */
  readonly control: string;
  readonly arms: readonly ArmDraft[];
  readonly fallback: readonly WayDraft[];
  /** Each person gets the one way that suits them best for at most so many of the currency's smallest units; empty: all are tried in turn. */
  readonly pickUnder: string;
  /** Smallest difference worth finding, in points of a hundred; empty: the product's own. */
  readonly effect: string;
  /** The campaign takes the winner of its arms by itself. */
  readonly automatic: boolean;
  readonly high: boolean;
  readonly schedule: Schedule;
  /** What a saved campaign has beyond the form: it goes back as it came. */
  readonly kept: Readonly<Record<string, unknown>>;
  readonly keptAudience: Readonly<Record<string, unknown>>;
}

/** As many ids as a campaign's definition holds. */
export const MAX_LIST = 5_000;
export const MOST_ARMS = 6;
export const MOST_WAYS = 3;

export const EMPTY: Draft = {
  ...{ name: '', hypothesis: '', folder: '', who: 'segments', include: [], exclude: [], list: [] },
  ...{ restDays: '', excludeSilent: false, channel: '', templateId: '', brand: '', topic: '', couponPool: '' },
  ...{ utm: { source: '', medium: '', campaign: '' }, goalEvent: 'Order Completed', windowDays: '14' },
  ...{
    control: '0.1',
    arms: [],
    fallback: [],
    pickUnder: '',
    effect: '',
    automatic: false,
    high: false,
    schedule: AT_ONCE,
    kept: {},
    keptAudience: {},
  },
};

const isSaid = (text: string): boolean => text.trim() !== '';

/** A field if something was typed into it. */
const typed = <Name extends string>(name: Name, text: string): Partial<Record<Name, string>> => {
  const found: Partial<Record<Name, string>> = {};
  if (isSaid(text)) found[name] = text.trim();
  return found;
};

const armBody = (arm: ArmDraft, zone: string) => ({
  ...arm.kept,
  id: arm.id,
  ...typed('name', arm.name),
  ...typed('channel', arm.channel),
  ...typed('templateId', arm.templateId),
  ...typed('offer', arm.offer),
  ...scheduleBody({ ...AT_ONCE, when: isSaid(arm.at) ? 'at' : 'now', at: arm.at }, zone),
  share: isSaid(arm.share) ? Number(arm.share) : 1,
});

/** Failures that are known, as against no word in time. */
const KNOWN = ['noContact', 'bounced', 'undelivered'];
const GUESSED = 'noDelivery';

const wayBody = ({ channel, templateId, after, certain, on }: WayDraft) => {
  const isOwn = on !== undefined && certain === !on.includes(GUESSED);
  const causes = certain ? KNOWN : [...KNOWN, GUESSED];
  return { channel, templateId, ...(isSaid(after) ? { afterMinutes: Number(after) } : {}), on: isOwn ? on : causes };
};

const audienceBody = (draft: Draft) => ({
  ...(draft.who === 'list'
    ? { list: [...draft.list] }
    : { ...draft.keptAudience, include: [...draft.include], exclude: [...draft.exclude] }),
  ...(draft.who === 'list' && draft.keptAudience.kinds !== undefined ? { kinds: draft.keptAudience.kinds } : {}),
  ...(isSaid(draft.restDays) ? { notMessagedInDays: Number(draft.restDays) } : {}),
  ...(draft.excludeSilent ? { excludeSilent: true } : {}),
});

/** What is sent to the API; `zone` is the shop's. */
export const bodyOf = (draft: Draft, zone: string): Record<string, unknown> => {
  const utm = {
    ...typed('source', draft.utm.source),
    ...typed('medium', draft.utm.medium),
    ...typed('campaign', draft.utm.campaign),
  };
  return {
    ...draft.kept,
    name: draft.name.trim(),
    channel: draft.channel,
    templateId: draft.templateId,
    audience: audienceBody(draft),
    ...(isSaid(draft.goalEvent)
      ? { goal: { event: draft.goalEvent.trim(), windowDays: Number(draft.windowDays) } }
      : {}),
    control: Number(draft.control),
    ...typed('hypothesis', draft.hypothesis),
    ...typed('folder', draft.folder),
    ...typed('brand', draft.brand),
    ...typed('topic', draft.topic),
    ...typed('couponPool', draft.couponPool),
    ...(Object.keys(utm).length > 0 ? { utm } : {}),
    ...(draft.arms.length > 0 ? { arms: draft.arms.map((arm) => armBody(arm, zone)) } : {}),
    ...(draft.fallback.length > 0 ? { fallback: draft.fallback.map(wayBody) } : {}),
    ...(draft.fallback.length > 0 && isSaid(draft.pickUnder)
      ? { pick: { underMilli: Math.round(Number(draft.pickUnder) * 1_000) } }
      : {}),
    ...(draft.arms.length > 0 && draft.automatic ? { winnerBy: 'automatic' } : {}),
    ...(isSaid(draft.effect) ? { effect: Number((Number(draft.effect) / 100).toFixed(6)) } : {}),
    ...(draft.high ? { priority: 'high' } : {}),
    ...scheduleBody(draft.schedule, zone),
  };
};

const armOf = (arm: NonNullable<SavedCampaign['arms']>[number], index: number, zone: string): ArmDraft => {
  const { id, name, channel, templateId, offer, at, share, ...kept } = arm;
  return {
    id: id ?? String.fromCharCode(97 + index),
    name: name ?? '',
    channel: channel ?? '',
    templateId: templateId ?? '',
    offer: offer ?? '',
    at: at === undefined ? '' : scheduleOf({ ...NOTHING, at }, zone).at,
    share: share === undefined ? '1' : String(share),
    kept,
  };
};

const wayOf = (way: NonNullable<SavedCampaign['fallback']>[number]): WayDraft => ({
  ...{ channel: way.channel, templateId: way.templateId, on: way.on },
  after: way.afterMinutes === undefined ? '' : String(way.afterMinutes),
  certain: way.on !== undefined && !way.on.includes(GUESSED),
});

const NOTHING: SavedCampaign = {
  ...{ name: '', channel: '', templateId: '', audience: { include: [], exclude: [] }, control: 0 },
};

/** What the API adds to a campaign when it answers; the rest is its body. */
const ADDED = [
  ...['id', 'version', 'status', 'archived', 'startAt', 'launchedAt', 'launchedBy', 'approvedAt', 'approvedBy'],
  ...['updatedBy', 'endedAt', 'paused', 'stage', 'series', 'winner', 'updatedAt'],
];

/** The body of a campaign as it would be saved again, unchanged. */
export const bodyOfAnswer = (answer: SavedCampaign): SavedCampaign => {
  const body = { ...answer };
  for (const name of ADDED) delete body[name];
  return body;
};

/** The form that stands for a saved campaign; `zone` is the shop's. */
export const draftOf = (answer: SavedCampaign, zone: string): Draft => {
  const body = bodyOfAnswer(answer);
  const { name, channel, templateId, brand, topic, audience, goal, control, utm, folder, priority } = body;
  const { hypothesis, arms, fallback, pick, effect, winnerBy, couponPool } = body;
  const { at: _at, timing: _timing, repeat: _repeat, expiresAfter: _expires, stages: _stages, ...unscheduled } = body;
  const kept: Record<string, unknown> = { ...unscheduled };
  for (const known of Object.keys({ ...EMPTY, ...SHOWN })) delete kept[known];
  const { include, exclude, list, notMessagedInDays, excludeSilent, ...keptAudience } = audience;
  return {
    ...{ name, channel, templateId, include, exclude, kept, keptAudience },
    hypothesis: hypothesis ?? '',
    folder: folder ?? '',
    who: list ? 'list' : 'segments',
    list: list ?? [],
    restDays: notMessagedInDays === undefined ? '' : String(notMessagedInDays),
    excludeSilent: excludeSilent ?? false,
    brand: brand ?? '',
    topic: topic ?? '',
    couponPool: couponPool ?? '',
    utm: { source: utm?.source ?? '', medium: utm?.medium ?? '', campaign: utm?.campaign ?? '' },
    goalEvent: goal?.event ?? '',
    windowDays: goal ? String(goal.windowDays) : EMPTY.windowDays,
    control: String(control),
    arms: (arms ?? []).map((arm, index) => armOf(arm, index, zone)),
    fallback: (fallback ?? []).map(wayOf),
    pickUnder: pick === undefined ? '' : String(pick.underMilli / 1_000),
    effect: effect === undefined ? '' : String(Number((effect * 100).toFixed(4))),
    automatic: winnerBy === 'automatic',
    high: priority === 'high',
    schedule: scheduleOf(body, zone),
  };
};

/** Fields of a body that the form has under another name. */
const SHOWN = { pick: true, audience: true, goal: true, priority: true, winnerBy: true };

export type Missing = 'name' | 'audience' | 'listTooLong' | 'template' | 'ways' | 'arms';

/** What has to be there before the draft can be saved. */
export const missingOf = (draft: Draft): readonly Missing[] => [
  ...(isSaid(draft.name) ? [] : (['name'] as const)),
  ...(draft.who === 'list' && draft.list.length > MAX_LIST ? (['listTooLong'] as const) : []),
  ...((draft.who === 'list' ? draft.list.length > 0 : draft.include.length > 0 || draft.keptAudience.rule !== undefined)
    ? []
    : (['audience'] as const)),
  ...(isSaid(draft.templateId) ? [] : (['template'] as const)),
  ...(draft.fallback.every(({ templateId }) => isSaid(templateId)) ? [] : (['ways'] as const)),
  ...(draft.arms.length === 0 || (isSaid(draft.goalEvent) && draft.arms.length >= 2) ? [] : (['arms'] as const)),
];

/** One more version, named by the next free letter; nothing beyond six. */
export const withArm = (arms: readonly ArmDraft[]): readonly ArmDraft[] => {
  const letters = Array.from({ length: MOST_ARMS }, (_, index) => String.fromCharCode(97 + index));
  const taken = new Set(arms.map(({ id }) => id));
  const added = letters
    .filter((id) => !taken.has(id))
    .slice(0, arms.length === 0 ? 2 : 1)
    .map((id): ArmDraft => ({ id, name: '', channel: '', templateId: '', offer: '', at: '', share: '1', kept: {} }));
  return arms.length >= MOST_ARMS ? arms : [...arms, ...added];
};

/** One more way; nothing beyond the fourth. */
export const withWay = (ways: readonly WayDraft[]): readonly WayDraft[] =>
  ways.length >= MOST_WAYS
    ? ways
    : [...ways, { channel: '', templateId: '', after: '60', certain: false, on: undefined }];
