import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, SECOND, toIso } from '../platform/clock.ts';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { ifHeld } from '../platform/transact.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { journeyPartition, WATCHED_BY_JOURNEYS } from '../tables/keys.ts';
import { JOURNEY, type Journey, journeySchema } from './journey.ts';
import { type JourneyState, journeyStateSchema, type Signal } from './journey-state.ts';

const STATE = 'state';
const NIGHT = 'night';
/** A worker may act on a state this old. */
const REMEMBERED = SECOND;
/** Versions that a worker keeps; each is read once. */
const KEPT_VERSIONS = 200;

const watchedSchema = z.object({ kind: z.string(), name: z.string(), journeyId: z.string() });

/** Journeys by what wakes them. */
export type Watched = ReadonlyMap<string, readonly string[]>;
export const signalKey = ({ kind, name }: Signal): string => `${kind}:${name}`;

/** How journeys stand, and what wakes them; their definitions stand where all definitions do. */
export const createJourneyStore = (dynamo: Dynamo, table: string, definitions: DefinitionStore, clock: Clock) => {
  const states = new Map<string, { readonly at: number; readonly state: JourneyState | undefined }>();
  const versions = new Map<string, Journey>();
  let kept: { readonly at: number; readonly watched: Watched } | undefined;
  const isRecent = (at: number): boolean => clock() >= at && clock() - at < REMEMBERED;
  const keyOf = (journeyId: string) => ({ customerId: journeyPartition(journeyId), run: STATE });

  /** Strong read; nothing for a draft. */
  const state = async (journeyId: string): Promise<JourneyState | undefined> => {
    const at = clock();
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: keyOf(journeyId), ConsistentRead: true }));
    const found = answer.Item && journeyStateSchema.parse(answer.Item);
    states.set(journeyId, { at, state: found });
    return found;
  };

  /** As `state`, at most a second old. */
  const recentState = async (journeyId: string): Promise<JourneyState | undefined> => {
    const known = states.get(journeyId);
    return known && isRecent(known.at) ? known.state : state(journeyId);
  };

  /** Writes over what was read. Throws `conflict` if somebody else has changed it since. */
  const putState = async (
    next: Omit<JourneyState, 'revision' | 'updatedAt'>,
    before: JourneyState | undefined,
  ): Promise<JourneyState> => {
    const row: JourneyState = { ...next, revision: (before?.revision ?? 0) + 1, updatedAt: toIso(clock()) };
    const written = await ifHeld(
      dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...row, ...keyOf(next.journeyId) },
          ConditionExpression: before ? 'revision = :before' : 'attribute_not_exists(customerId)',
          ...(before ? { ExpressionAttributeValues: { ':before': before.revision } } : {}),
        }),
      ),
    );
    states.delete(next.journeyId);
    if (written) return row;
    throw new DangolError(
      'conflict',
      `The journey "${next.journeyId}" was changed by somebody else at that moment; look again.`,
    );
  };

  const watchKey = (journeyId: string, signal: Signal) => ({
    customerId: WATCHED_BY_JOURNEYS,
    run: `${signalKey(signal)}#${journeyId}`,
  });

  /** From now on the journey is told of these. Those of earlier versions stay: people are inside them. */
  const watch = async (journeyId: string, signals: readonly Signal[]): Promise<void> => {
    for (const signal of signals) {
      await dynamo.send(
        new PutCommand({ TableName: table, Item: { ...watchKey(journeyId, signal), ...signal, journeyId } }),
      );
    }
  };

  const rowsOfWatched = async () => {
    const rows: z.infer<typeof watchedSchema>[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      KeyConditionExpression: 'customerId = :watched',
      ExpressionAttributeValues: { ':watched': WATCHED_BY_JOURNEYS },
    })) {
      rows.push(watchedSchema.parse(item));
    }
    return rows;
  };

  /** What any journey has to be told of, at most a second old: one small read a second and worker. */
  const watched = async (): Promise<Watched> => {
    if (kept && isRecent(kept.at)) return kept.watched;
    const at = clock();
    const found = new Map<string, string[]>();
    for (const { kind, name, journeyId } of await rowsOfWatched()) {
      const key = `${kind}:${name}`;
      found.set(key, [...(found.get(key) ?? []), journeyId]);
    }
    kept = { at, watched: found };
    return found;
  };

  const nightKey = { customerId: journeyPartition(''), run: NIGHT };

  /** The night whose moves between segments were told of last. */
  const lastNight = async (): Promise<string | undefined> => {
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: nightKey, ConsistentRead: true }));
    return answer.Item && z.object({ runId: z.string() }).parse(answer.Item).runId;
  };

  const noteNight = async (runId: string): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { ...nightKey, runId } }));
  };

  /** A version never changes, so it is kept. Throws `not_found`. */
  const version = async (journeyId: string, number: number): Promise<Journey> => {
    const key = `${journeyId}#${number}`;
    const known = versions.get(key);
    if (known) return known;
    const found = await definitions.getVersion(JOURNEY, journeyId, number);
    if (!found) throw new DangolError('not_found', `The journey "${journeyId}" has no version ${number}.`);
    const journey = journeySchema.parse(found.body);
    if (versions.size >= KEPT_VERSIONS) versions.clear();
    versions.set(key, journey);
    return journey;
  };

  return { state, recentState, putState, watch, watched, lastNight, noteNight, version };
};

export type JourneyStore = ReturnType<typeof createJourneyStore>;
