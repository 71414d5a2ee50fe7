import * as z from 'zod';
import { type AwsJsonClient, AwsJsonError } from '../aws-json.ts';
import { type LocalRecord, localRecordSchema } from './record.ts';
import { compareSequence } from './shards.ts';

const describeSchema = z.looseObject({
  StreamDescription: z.looseObject({
    Shards: z.array(
      z.looseObject({
        ShardId: z.string(),
        SequenceNumberRange: z.looseObject({
          StartingSequenceNumber: z.string(),
          EndingSequenceNumber: z.string().optional(),
        }),
      }),
    ),
    LastEvaluatedShardId: z.string().optional(),
  }),
});
const iteratorSchema = z.looseObject({ ShardIterator: z.string() });
const recordsSchema = z.looseObject({ Records: z.array(localRecordSchema), NextShardIterator: z.string().optional() });

type LocalShard = z.infer<typeof describeSchema>['StreamDescription']['Shards'][number];

export interface StreamReader {
  /** Reads the next records in stream order; none means that the end was reached at this moment. */
  read(): Promise<LocalRecord[]>;
}

/** A reader of DynamoDB Local, whose streams share one sequence: a poll costs as much as other streams grew since its position. */
export interface LocalStreamReader extends StreamReader {
  /** Sequence number of the last record read, or of a later position. */
  position(): string;
  /** When the latest read began that found nothing (performance.now), or undefined if the latest read found something. */
  emptySince(): number | undefined;
  /** Goes on after a position before which nothing is left. */
  skipTo(sequence: string): void;
}

/** Reads the real stream of DynamoDB Local from after a sequence number, or from its beginning. */
export function createStreamReader(client: AwsJsonClient, localStreamArn: string, after: string): LocalStreamReader {
  let last = after;
  let shard: LocalShard | undefined;
  let iterator: string | undefined;
  let emptySince: number | undefined;
  let hasRead = false;
  let fromOldest = false;

  const listShards = async (): Promise<LocalShard[]> => {
    const found: LocalShard[] = [];
    let from: string | undefined;
    do {
      const page = describeSchema.parse(
        await client.call('DescribeStream', {
          StreamArn: localStreamArn,
          ...(from === undefined ? {} : { ExclusiveStartShardId: from }),
        }),
      );
      found.push(...page.StreamDescription.Shards);
      from = page.StreamDescription.LastEvaluatedShardId;
    } while (from !== undefined);
    return found.sort((a, b) =>
      compareSequence(a.SequenceNumberRange.StartingSequenceNumber, b.SequenceNumberRange.StartingSequenceNumber),
    );
  };

  const open = async (): Promise<string | undefined> => {
    const previous = shard;
    const shards = await listShards();
    const next = shards.find(({ ShardId, SequenceNumberRange: range }) => {
      if (ShardId === previous?.ShardId) return false;
      if (previous !== undefined)
        return compareSequence(range.StartingSequenceNumber, previous.SequenceNumberRange.StartingSequenceNumber) > 0;
      return range.EndingSequenceNumber === undefined || compareSequence(range.EndingSequenceNumber, last) > 0;
    });
    if (next === undefined) return undefined;
    shard = next;
    const within =
      !fromOldest && last !== '' && compareSequence(next.SequenceNumberRange.StartingSequenceNumber, last) <= 0;
    const position = within
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last }
      : { ShardIteratorType: 'TRIM_HORIZON' };
    const answer = await client.call('GetShardIterator', {
      StreamArn: localStreamArn,
      ShardId: next.ShardId,
      ...position,
    });
    return iteratorSchema.parse(answer).ShardIterator;
  };

  /** The next records, or undefined if the position was refused and the next try starts from another. */
  const readOnce = async (): Promise<LocalRecord[] | undefined> => {
    const began = performance.now();
    const before = last;
    iterator ??= await open();
    if (iterator === undefined) return [];
    try {
      const answer = recordsSchema.parse(await client.call('GetRecords', { ShardIterator: iterator, Limit: 1000 }));
      iterator = answer.NextShardIterator;
      emptySince = answer.Records.length === 0 ? began : undefined;
      last = answer.Records.at(-1)?.dynamodb.SequenceNumber ?? last;
      hasRead ||= answer.Records.length > 0;
      fromOldest = false;
      return answer.Records.filter(({ dynamodb }) => compareSequence(dynamodb.SequenceNumber, before) > 0);
    } catch (error) {
      const trimmed = error instanceof AwsJsonError && error.name === 'TrimmedDataAccessException';
      if (!trimmed && !(error instanceof AwsJsonError && error.name === 'ExpiredIteratorException')) throw error;
      // DynamoDB Local forgets an iterator of a still empty shard; nothing lies between it and the oldest record.
      fromOldest = trimmed;
      shard = undefined;
      iterator = undefined;
      emptySince = undefined;
      return undefined;
    }
  };

  return {
    position: () => last,
    emptySince: () => emptySince,
    skipTo: (sequence) => {
      // DynamoDB Local refuses a position before the oldest record, so there must be one already.
      if (!hasRead) return;
      last = sequence;
      shard = undefined;
      iterator = undefined;
    },
    // Tried twice: an answer of nothing must mean that nothing is there.
    read: async () => (await readOnce()) ?? (await readOnce()) ?? [],
  };
}
