import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, MINUTE, toIso } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { LAST_EXPORT, LAST_RUN, LOCK, RECOMPUTE, RUNS } from '../tables/keys.ts';
import { awaitsExport, type Run, runIdOf, runSchema } from './run.ts';

/** From the API's answer to the first step of the state machine, which renews it; after it the tick starts the run again. */
export const START_LEASE = 2 * MINUTE;
/** A step renews the lease when it starts; longer than a function's timeout with its retries. */
const LEASE = 40 * MINUTE;

const lockSchema = z.object({
  number: z.number().int(),
  runId: z.string(),
  /** Who asked for the run: a retried start with the same name gets the same run, another one is refused. */
  claimant: z.string(),
  leaseUntil: z.number(),
});
export type RunLock = z.infer<typeof lockSchema>;

/** A run that nobody works on any more, as it is to be started again. */
export type AbandonedRun = Pick<Run, 'runId' | 'trigger'> & { readonly asOf?: string };

const NIGHT = 'schedule';

/** Who asks for a run on an occasion; the same occasion asks for the same run. */
export const claimantOf = (trigger: string, occasion: string): string => `${trigger}:${occasion}`;

/** A night that died before its record. A caller of the API has heard of no run and asks anew, for the day that only the call knows. */
const nightOf = ({ runId, claimant }: RunLock): AbandonedRun | undefined =>
  claimant.startsWith(claimantOf(NIGHT, '')) ? { runId, trigger: NIGHT } : undefined;

export type RunClaim =
  | { readonly kind: 'claimed'; readonly runId: string; readonly taken: string | undefined }
  | { readonly kind: 'running'; readonly runId: string };

/** Records of recomputes and the lock that lets one run at a time (insights table). */
export const createRunStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const lockKey = { subject: LOCK, part: RECOMPUTE };
  const keyOf = (runId: string) => ({ subject: RUNS, part: runId });

  const lock = async (): Promise<RunLock | undefined> => {
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: lockKey, ConsistentRead: true }));
    return answer.Item ? lockSchema.parse(answer.Item) : undefined;
  };

  /**
   * Takes the lock for a new run and numbers it. `running` while another claimant's lease lasts. `taken` names a run whose
   * lease had expired without an end.
   */
  const claim = async (claimant: string, lease = LEASE): Promise<RunClaim> => {
    for (;;) {
      const held = await lock();
      const alive = held !== undefined && held.leaseUntil > clock();
      if (held && alive) {
        const mine = held.claimant === claimant;
        return mine ? { kind: 'claimed', runId: held.runId, taken: undefined } : { kind: 'running', runId: held.runId };
      }
      const number = (held?.number ?? 0) + 1;
      const next = { number, runId: runIdOf(number), claimant, leaseUntil: clock() + lease };
      try {
        await dynamo.send(
          new PutCommand({
            TableName: table,
            Item: { ...lockKey, ...next },
            ConditionExpression: held ? '#number = :number AND leaseUntil = :lease' : 'attribute_not_exists(subject)',
            ...(held
              ? {
                  ExpressionAttributeNames: { '#number': 'number' },
                  ExpressionAttributeValues: { ':number': held.number, ':lease': held.leaseUntil },
                }
              : {}),
          }),
        );
        const taken = held && held.leaseUntil > 0 ? held.runId : undefined;
        return { kind: 'claimed', runId: next.runId, taken };
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    }
  };

  const holdLease = (runId: string, leaseUntil: number) =>
    dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: lockKey,
        UpdateExpression: 'SET leaseUntil = :until',
        ConditionExpression: 'runId = :run AND leaseUntil > :ended',
        ExpressionAttributeValues: { ':until': leaseUntil, ':run': runId, ':ended': 0 },
      }),
    );

  /** Throws `conflict` if the lock has ended or went to another run: this one must stop writing. */
  const renew = async (runId: string): Promise<void> => {
    try {
      await holdLease(runId, clock() + LEASE);
    } catch (cause) {
      if (!isConditionFailed(cause)) throw cause;
      throw new DangolError('conflict', `Run ${runId} no longer holds the lock; it has ended or another took over.`, {
        cause,
      });
    }
  };

  /** A lease of 0 says that the run has ended; the number stays, so that the next one is higher. */
  const release = async (runId: string): Promise<void> => {
    try {
      await holdLease(runId, 0);
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  const find = async (runId: string): Promise<Run | undefined> => {
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: keyOf(runId), ConsistentRead: true }));
    return answer.Item ? runSchema.parse(answer.Item) : undefined;
  };

  const get = async (runId: string): Promise<Run> => {
    const run = await find(runId);
    if (!run) throw new DangolError('not_found', `There is no recompute run "${runId}".`);
    return run;
  };

  /** Writes the record once; a resumed run keeps what it froze the first time. */
  const create = async (run: Run): Promise<Run> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...keyOf(run.runId), ...run },
          ConditionExpression: 'attribute_not_exists(subject)',
        }),
      );
      return run;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      return get(run.runId);
    }
  };

  const change = async (runId: string, values: Partial<Run>): Promise<void> => {
    const entries = Object.entries(values).filter(([, value]) => value !== undefined);
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: keyOf(runId),
        UpdateExpression: `SET ${entries.map((_, index) => `#n${index} = :v${index}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(subject)',
        ExpressionAttributeNames: Object.fromEntries(entries.map(([name], index) => [`#n${index}`, name])),
        ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], index) => [`:v${index}`, value])),
      }),
    );
  };

  /** Points at the newest successful run; an older one that ends late does not move it back. */
  const markLast = async (run: Run): Promise<void> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { subject: LAST_RUN, part: RECOMPUTE, runId: run.runId },
          ConditionExpression: 'attribute_not_exists(subject) OR runId <= :run',
          ExpressionAttributeValues: { ':run': run.runId },
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  /** The run whose scores and segments are in force. */
  const lastSuccessful = async (): Promise<Run | undefined> => {
    const key = { subject: LAST_RUN, part: RECOMPUTE };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    const runId = z.object({ runId: z.string() }).optional().parse(answer.Item)?.runId;
    return runId === undefined ? undefined : find(runId);
  };

  /** Newest first. */
  const recent = async (limit: number): Promise<Run[]> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'subject = :runs',
        ExpressionAttributeValues: { ':runs': RUNS },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return (answer.Items ?? []).map((item) => runSchema.parse(item));
  };

  /** The successful run that says who was where on a day: of that day, else of the nearest before; the newest of several. */
  const ofDay = async (day: string): Promise<{ runId: string; asOf: string } | undefined> => {
    let best: { runId: string; asOf: string } | undefined;
    for await (const item of queryAll(dynamo, {
      TableName: table,
      KeyConditionExpression: 'subject = :runs',
      FilterExpression: '#status = :succeeded AND asOf <= :day',
      ProjectionExpression: 'runId, asOf',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':runs': RUNS, ':succeeded': 'succeeded', ':day': day },
    })) {
      const run = runSchema.pick({ runId: true, asOf: true }).parse(item);
      if (!best || run.asOf >= best.asOf) best = run;
    }
    return best;
  };

  /** Marks a run as failed. One that has ended already stays as it is, and so does one that died before its record. */
  const markFailed = async (runId: string, reason: string): Promise<void> => {
    const run = await find(runId);
    if (run?.status !== 'running') return;
    await change(runId, {
      status: 'failed',
      error: reason.slice(0, 1_000),
      endedAt: toIso(clock()),
      tookMs: Math.max(0, clock() - Date.parse(run.startedAt)),
    });
  };

  /** Ends a run as failed and frees the lock. */
  const fail = async (runId: string, reason: string): Promise<void> => {
    await markFailed(runId, reason);
    await release(runId);
  };

  /** The tables for SQL follow a run that has ended, so they have a lease of their own. */
  const renewExport = (runId: string): Promise<void> => change(runId, { exportLeaseUntil: clock() + LEASE });

  /** The export is whole; later ones need not look at what was received before this run's day. */
  const markExported = async (run: Run, exported: Readonly<Record<string, number>>): Promise<void> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { subject: LAST_EXPORT, part: RECOMPUTE, runId: run.runId, asOf: run.asOf },
          ConditionExpression: 'attribute_not_exists(subject) OR runId <= :run',
          ExpressionAttributeValues: { ':run': run.runId },
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
    await change(run.runId, { exportedAt: toIso(clock()), exported: { ...exported } });
  };

  /** Day of the last run whose export was whole. */
  const lastExport = async (): Promise<string | undefined> => {
    const key = { subject: LAST_EXPORT, part: RECOMPUTE };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return z.object({ asOf: z.iso.date() }).optional().parse(answer.Item)?.asOf;
  };

  /** A run, or its export, whose lease ran out without an end: to be started again under its id. */
  const abandoned = async (): Promise<AbandonedRun | undefined> => {
    const held = await lock();
    if (!held || held.leaseUntil > clock()) return undefined;
    const run = await find(held.runId);
    // A lock that nobody has freed: the run, or what follows its end, stopped half-way.
    if (held.leaseUntil > 0 && run?.status !== 'failed') return run ?? nightOf(held);
    return run && awaitsExport(run) && (run.exportLeaseUntil ?? 0) <= clock() ? run : undefined;
  };

  return {
    abandoned,
    renewExport,
    markExported,
    lastExport,
    lock,
    claim,
    renew,
    release,
    find,
    get,
    create,
    change,
    markLast,
    lastSuccessful,
    recent,
    ofDay,
    markFailed,
    fail,
  };
};

export type RunStore = ReturnType<typeof createRunStore>;
