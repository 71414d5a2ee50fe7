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

/** Reads the real stream of DynamoDB Local from after a sequence number, or from its beginning. */
export function createStreamReader(client: AwsJsonClient, localStreamArn: string, after: string): StreamReader {
  let last = after;
  let shard: LocalShard | undefined;
  let iterator: string | undefined;

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
    const within = last !== '' && compareSequence(next.SequenceNumberRange.StartingSequenceNumber, last) <= 0;
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

  return {
    read: async () => {
      iterator ??= await open();
      if (iterator === undefined) return [];
      try {
        const answer = recordsSchema.parse(await client.call('GetRecords', { ShardIterator: iterator, Limit: 1000 }));
        iterator = answer.NextShardIterator;
        last = answer.Records.at(-1)?.dynamodb.SequenceNumber ?? last;
        return answer.Records;
      } catch (error) {
        // DynamoDB Local forgets an iterator of a still empty shard once another table's stream has records.
        const reopened = ['ExpiredIteratorException', 'TrimmedDataAccessException'];
        if (!(error instanceof AwsJsonError) || !reopened.includes(error.name)) throw error;
        shard = undefined;
        iterator = undefined;
        return [];
      }
    },
  };
}
