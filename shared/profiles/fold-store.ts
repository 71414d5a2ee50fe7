import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { unpackedNames } from '../computed/built-in.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { dateOfEpochDay, epochDay } from '../platform/time.ts';
import { PROFILE } from '../tables/keys.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import { type Claim, compareClaims, type Links, linksFromText, linksText, NO_LINKS } from './links.ts';
import { type Profile, profileSchema } from './profile.ts';

/** What a fold was made from, beside the events that its checkpoint reads by range. */
export interface FoldStanding {
  readonly checkpointed: boolean;
  readonly outside: readonly string[];
  /** Day before whose start (UTC) received events are in seals, of all the customer's ids. */
  readonly sealed?: string | undefined;
  /** Day of receipt of the oldest event that is in no seal. */
  readonly openSince?: string | undefined;
}

/** What `project` needs beside the customer that everybody reads. */
export interface FoldRecord extends FoldStanding {
  readonly version: number;
  /** What `heardOf` says. */
  readonly heard?: number | undefined;
  readonly text: string;
  readonly profile: Profile;
  readonly links: Links;
  /** The customer's ids have changed, and `attribute` has not been told yet. */
  readonly unannounced: boolean;
  /** Ids came in, and what they did before has not been looked at as goals yet. */
  readonly unreached: boolean;
}

export interface NewFold extends FoldStanding {
  readonly text: string;
  readonly links?: Links;
  readonly unannounced?: boolean;
  readonly unreached?: boolean;
  /** Aliases that the contacts have in this version; kept for good, so that an erasure finds every one. */
  readonly aliases: readonly string[];
  /** What `heardOf` says; beside the fold, because it tells of arrivals and not of the person. */
  readonly heard?: number | undefined;
}

/** Why an id is nobody of its own: the claim that won, or the word of whoever confirmed it (then without a message). */
export type Proof = Pick<Claim, 'owner' | 'at' | 'messageId'>;

/** What stands under an id: nothing yet, a customer, or the tombstone of an id that belongs to somebody else. */
export type Standing =
  | { readonly kind: 'none' }
  | { readonly kind: 'live'; readonly record: FoldRecord }
  | { readonly kind: 'merged'; readonly proof: Proof; readonly links: Links };

/** A day as its number: a profile beyond 1 KB costs twice as much to write. */
export const storedDay = z.number().int().transform(dateOfEpochDay);

/** Groups of an item that `project` writes. The fold is one JSON text: a rebuild is compared byte for byte. */
const itemSchema = z.object({
  version: z.number().int(),
  fold: z.string().optional(),
  links: z.string().optional(),
  checkpointed: z.literal(true).optional(),
  outside: z.array(z.string()).optional(),
  sealed: storedDay.optional(),
  open: storedDay.optional(),
  unannounced: z.literal(true).optional(),
  unreached: z.literal(true).optional(),
  heard: z.number().int().optional(),
  mergedInto: z.string().optional(),
  mergedAt: z.string().optional(),
  mergedBy: z.string().optional(),
});

export const profileOfText = (text: string): Profile => {
  const value: unknown = JSON.parse(text);
  const profile = profileSchema.parse(value);
  return profile.computed ? { ...profile, computed: unpackedNames(profile.computed) } : profile;
};

const proofOf = ({ mergedInto, mergedAt, mergedBy }: z.infer<typeof itemSchema>): Proof | undefined =>
  mergedInto === undefined ? undefined : { owner: mergedInto, at: mergedAt ?? '', messageId: mergedBy ?? '' };

/** The part of the customers table that projections write. */
export const createFoldStore = (dynamo: Dynamo, table: string) => {
  const readItem = async (customerId: string) => {
    const key = { customerId, part: PROFILE };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return answer.Item ? itemSchema.parse(answer.Item) : undefined;
  };

  /** Strong read by the inner id, whoever it belongs to. */
  const readStanding = async (customerId: string): Promise<Standing> => {
    const row = await readItem(customerId);
    if (!row) return { kind: 'none' };
    const links = row.links === undefined ? NO_LINKS : linksFromText(row.links);
    const proof = proofOf(row);
    if (proof) return { kind: 'merged', proof, links };
    if (row.fold === undefined) return { kind: 'none' };
    const {
      version,
      fold: text,
      checkpointed = false,
      outside = [],
      unannounced = false,
      unreached = false,
      sealed,
      open: openSince,
      heard,
    } = row;
    const standing = { checkpointed, outside, sealed, openSince, unannounced, unreached, heard };
    const record = { version, text, profile: profileOfText(text), links, ...standing };
    return { kind: 'live', record };
  };

  /** The fold as `project` wrote it; nothing for an id that belongs to somebody else. */
  const readFold = async (customerId: string): Promise<FoldRecord | undefined> => {
    const standing = await readStanding(customerId);
    return standing.kind === 'live' ? standing.record : undefined;
  };

  /**
   * Writes the fold if the customer still stands at `version` (0: does not exist); scores and segments stay as they are.
   * Returns false if somebody else was faster: read again.
   */
  const putFold = async (customerId: string, version: number, fold: NewFold): Promise<boolean> => {
    const { checkpointed, outside, sealed, openSince, aliases, unannounced = false, unreached = false, heard } = fold;
    const links = linksText(fold.links ?? NO_LINKS);
    const removed = [
      ...(checkpointed ? [] : ['checkpointed']),
      ...(outside.length > 0 ? [] : ['outside']),
      ...(sealed === undefined ? ['sealed'] : []),
      ...(openSince === undefined ? ['#open'] : []),
      ...(links === '' ? ['links'] : []),
      ...(unannounced ? [] : ['unannounced']),
      ...(unreached ? [] : ['unreached']),
      ...(heard === undefined ? ['heard'] : []),
    ];
    const update = [
      'SET version = :new, fold = :fold',
      checkpointed ? ', checkpointed = :true' : '',
      outside.length > 0 ? ', outside = :outside' : '',
      sealed === undefined ? '' : ', sealed = :sealed',
      openSince === undefined ? '' : ', #open = :open',
      links === '' ? '' : ', links = :links',
      unannounced ? ', unannounced = :true' : '',
      unreached ? ', unreached = :true' : '',
      heard === undefined ? '' : ', heard = :heard',
      removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : '',
      aliases.length > 0 ? ' ADD aliases :aliases' : '',
    ].join('');
    return unlessChanged(
      new UpdateCommand({
        TableName: table,
        Key: { customerId, part: PROFILE },
        UpdateExpression: update,
        ConditionExpression: version === 0 ? 'attribute_not_exists(version)' : 'version = :old',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: {
          ':new': version + 1,
          ':fold': fold.text,
          ...(version === 0 ? {} : { ':old': version }),
          ...(checkpointed || unannounced || unreached ? { ':true': true } : {}),
          ...(outside.length > 0 ? { ':outside': [...outside] } : {}),
          ...(sealed === undefined ? {} : { ':sealed': epochDay(sealed) }),
          ...(openSince === undefined ? {} : { ':open': epochDay(openSince) }),
          ...(links === '' ? {} : { ':links': links }),
          ...(heard === undefined ? {} : { ':heard': heard }),
          ...(aliases.length > 0 ? { ':aliases': new Set(aliases) } : {}),
        },
      }),
    );
  };

  const unlessChanged = async (update: UpdateCommand): Promise<boolean> => {
    try {
      await dynamo.send(update);
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /**
   * Puts up a tombstone: from now on the id is its owner's. Written even where there is no profile, so that an event that
   * comes later finds its way; the version check turns back a projection that is still at work on the old profile. Lists of
   * segments stay until the nightly run has taken the id out of them. False: an earlier claim's tombstone stands.
   */
  const entomb = async (
    customerId: string,
    proof: Proof,
    checkpoints: Pick<CheckpointStore, 'forget'>,
  ): Promise<boolean> => {
    for (;;) {
      const row = await readItem(customerId);
      const standing = row && proofOf(row);
      if (standing?.owner === proof.owner) return true;
      if (standing && compareClaims(standing, proof) < 0) return false;
      if (row?.checkpointed) await checkpoints.forget(customerId);
      const version = row?.version ?? 0;
      const written = await unlessChanged(
        new UpdateCommand({
          TableName: table,
          Key: { customerId, part: PROFILE },
          UpdateExpression:
            'SET version = :new, mergedInto = :into, mergedAt = :at, mergedBy = :by REMOVE fold, scores, checkpointed, outside, sealed, #open, unannounced, unreached',
          ExpressionAttributeNames: { '#open': 'open' },
          ConditionExpression: version === 0 ? 'attribute_not_exists(version)' : 'version = :old',
          ExpressionAttributeValues: {
            ...{ ':new': version + 1, ':into': proof.owner, ':at': proof.at, ':by': proof.messageId },
            ...(version === 0 ? {} : { ':old': version }),
          },
        }),
      );
      if (written) return true;
    }
  };

  /** What this version's ids asked for has been done: `attribute` was told of them, or their goals were looked for. */
  const unmark = (customerId: string, version: number, mark: 'unannounced' | 'unreached'): Promise<boolean> =>
    unlessChanged(
      new UpdateCommand({
        TableName: table,
        Key: { customerId, part: PROFILE },
        UpdateExpression: `REMOVE ${mark}`,
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': version },
      }),
    );

  return { readStanding, readFold, putFold, entomb, unmark };
};

export type FoldStore = ReturnType<typeof createFoldStore>;
