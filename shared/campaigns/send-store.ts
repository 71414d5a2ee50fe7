import { DeleteCommand, GetCommand, PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, DAY, SECOND, toIso } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { transact } from '../platform/transact.ts';
import { ACTIVE_SENDS, SEND_SNAPSHOT, SEND_STATE, WATCHED_GOALS } from '../tables/keys.ts';
import { type CampaignGoal, watchedEvent } from './goal.ts';
import { type SendState, type SendStatus, sendStateSchema } from './send-state.ts';
import { type Snapshot, snapshotSchema } from './snapshot.ts';
import type { Stage } from './stage.ts';

const snapshotItemSchema = z.object({ body: z.string() });
const activeItemSchema = z.object({ part: z.string(), nextAt: z.string().optional() });
/** A worker may act on a state this old: a cancel answers `cancelling` until it has passed (rule 10). */
export const STATE_AGE = SECOND;
/** Days beside the window for a pause and for deferrals; the receipt of a later message looks by itself. */
const WATCHED_BEYOND = 60;

/** State and snapshot of launched campaigns in the sends table. Chunks are in chunk-store.ts. */
export const createSendStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const states = new Map<string, { state: SendState | undefined; from: number }>();
  const snapshots = new Map<string, Snapshot>();

  /** Strong read; nothing for a draft. */
  const state = async (campaignId: string): Promise<SendState | undefined> => {
    const from = clock();
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: { campaignId, part: SEND_STATE }, ConsistentRead: true }),
    );
    const found = answer.Item ? sendStateSchema.parse(answer.Item) : undefined;
    states.set(campaignId, { state: found, from });
    return found;
  };

  /** As `state`, at most a second old. */
  const recentState = async (campaignId: string): Promise<SendState | undefined> => {
    const cached = states.get(campaignId);
    const age = cached ? clock() - cached.from : STATE_AGE;
    return cached && age >= 0 && age < STATE_AGE ? cached.state : state(campaignId);
  };

  /** What was approved at launch. Never changes, so it is kept. */
  const snapshot = async (campaignId: string): Promise<Snapshot> => {
    const kept = snapshots.get(campaignId);
    if (kept) return kept;
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: { campaignId, part: SEND_SNAPSHOT }, ConsistentRead: true }),
    );
    if (!answer.Item) throw new DangolError('not_found', `Campaign "${campaignId}" has not been launched.`);
    const found = snapshotSchema.parse(JSON.parse(snapshotItemSchema.parse(answer.Item).body));
    // A worker meets few campaigns in its life; the bound only keeps a long one small.
    if (snapshots.size >= 20) snapshots.clear();
    snapshots.set(campaignId, found);
    return found;
  };

  const watching = (goal: CampaignGoal | undefined, { startAt }: SendState) => {
    const event = watchedEvent(goal);
    const days = (goal?.windowDays ?? 0) + WATCHED_BEYOND;
    return event === undefined
      ? []
      : [
          {
            Put: {
              TableName: table,
              Item: { campaignId: WATCHED_GOALS, part: event, until: toIso(Date.parse(startAt) + days * DAY) },
            },
          },
        ];
  };

  /** Writes state, snapshot, the tick's list entry and the event that is its goal together. Throws `conflict` if the campaign was launched before. */
  const create = async (initial: SendState, frozen: Snapshot): Promise<void> => {
    const { campaignId } = initial;
    const once = { TableName: table, ConditionExpression: 'attribute_not_exists(campaignId)' };
    const created = await transact(dynamo, [
      { Put: { ...once, Item: { ...initial, part: SEND_STATE } } },
      { Put: { ...once, Item: { campaignId, part: SEND_SNAPSHOT, body: JSON.stringify(frozen) } } },
      { Put: { TableName: table, Item: { campaignId: ACTIVE_SENDS, part: campaignId } } },
      ...watching(frozen.campaign.goal, initial),
    ]);
    if (!created)
      throw new DangolError('conflict', `Campaign "${campaignId}" has been launched already; copy it to send again.`);
    states.delete(campaignId);
  };

  /** Changes the state if the condition holds; answers the new one, or nothing if it does not. */
  const change = async (
    campaignId: string,
    input: Pick<
      UpdateCommandInput,
      'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
    >,
  ): Promise<SendState | undefined> => {
    try {
      const answer = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { campaignId, part: SEND_STATE },
          ...input,
          ReturnValues: 'ALL_NEW',
        }),
      );
      states.delete(campaignId);
      return sendStateSchema.parse(answer.Attributes);
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  };

  /** Moves the status if it is one of `from`; answers the new state, or nothing if it stood elsewhere. */
  const move = async (
    campaignId: string,
    from: readonly SendStatus[],
    to: SendStatus,
    also: Partial<Pick<SendState, 'runId' | 'source' | 'dataUntil' | 'endedAt' | 'stage' | 'paused' | 'answered'>> = {},
  ): Promise<SendState | undefined> => {
    const fields = Object.entries({ ...also, status: to, updatedAt: toIso(clock()) });
    return change(campaignId, {
      UpdateExpression: `SET ${fields.map((_, index) => `#f${index} = :f${index}`).join(', ')}`,
      ConditionExpression: `#status IN (${from.map((_, index) => `:s${index}`).join(', ')})`,
      ExpressionAttributeNames: {
        '#status': 'status',
        ...Object.fromEntries(fields.map(([name], index) => [`#f${index}`, name])),
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(fields.map(([, value], index) => [`:f${index}`, value])),
        ...Object.fromEntries(from.map((status, index) => [`:s${index}`, status])),
      },
    });
  };

  /** A staged campaign's next phase. Nothing if it is in another one, or not sending. */
  const moveStage = async (
    campaignId: string,
    from: Stage['phase'],
    to: Stage['phase'],
    waitUntil?: string,
  ): Promise<SendState | undefined> => {
    return change(campaignId, {
      UpdateExpression: `SET #stage.#phase = :to, updatedAt = :now${waitUntil === undefined ? '' : ', #stage.waitUntil = :until'}`,
      ConditionExpression: '#status = :sending AND #stage.#phase = :from',
      ExpressionAttributeNames: { '#status': 'status', '#stage': 'stage', '#phase': 'phase' },
      ExpressionAttributeValues: {
        ':sending': 'sending',
        ':from': from,
        ':to': to,
        ':now': toIso(clock()),
        ...(waitUntil === undefined ? {} : { ':until': waitUntil }),
      },
    });
  };

  /** Answers the new state, or nothing if another arm was chosen before. */
  const setWinner = async (
    campaignId: string,
    winner: NonNullable<SendState['winner']>,
  ): Promise<SendState | undefined> => {
    return change(campaignId, {
      UpdateExpression: 'SET winner = :winner, updatedAt = :now',
      ConditionExpression: 'attribute_exists(campaignId) AND (attribute_not_exists(winner) OR winner.arm = :arm)',
      ExpressionAttributeValues: { ':winner': winner, ':arm': winner.arm, ':now': toIso(clock()) },
    });
  };

  /** Campaigns that are not over, or have sends whose outcome is still open; those with nothing to do yet are left out. */
  const active = async (): Promise<string[]> => {
    const ids: string[] = [];
    const now = toIso(clock());
    for await (const item of queryAll(dynamo, {
      TableName: table,
      KeyConditionExpression: 'campaignId = :active',
      ExpressionAttributeValues: { ':active': ACTIVE_SENDS },
      ConsistentRead: true,
    })) {
      const { part, nextAt } = activeItemSchema.parse(item);
      if (nextAt === undefined || nextAt <= now) ids.push(part);
    }
    return ids;
  };

  /** The tick need not look at the campaign before `nextAt`; without it, never again. */
  const deactivate = async (campaignId: string, nextAt?: string): Promise<void> => {
    const key = { campaignId: ACTIVE_SENDS, part: campaignId };
    if (nextAt === undefined) await dynamo.send(new DeleteCommand({ TableName: table, Key: key }));
    else await dynamo.send(new PutCommand({ TableName: table, Item: { ...key, nextAt } }));
  };

  return { state, recentState, snapshot, create, move, moveStage, setWinner, active, deactivate };
};

export type SendStore = ReturnType<typeof createSendStore>;
