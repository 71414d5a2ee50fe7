import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { EventItem } from '../../shared/events/event.ts';
import { lambdaContext } from './http-event.ts';

const texts = (item: EventItem): Record<string, { S: string }> =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (typeof value === 'string' ? [[name, { S: value }]] : [])),
  );

const recordOf = (item: EventItem, index: number): DynamoDBRecord => ({
  eventName: 'INSERT',
  eventID: String(index),
  dynamodb: {
    Keys: { person: { S: item.person }, key: { S: item.key } },
    NewImage: texts(item),
    SequenceNumber: String(index),
  },
});

/** A batch of the stream of events, as the project worker gets it. */
export const streamBatch = (items: readonly EventItem[]): [DynamoDBStreamEvent, Context] => [
  { Records: items.map(recordOf) },
  lambdaContext(),
];
