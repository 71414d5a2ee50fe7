import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { impliedAt } from '../../shared/events/event.ts';
import { productOfLine } from '../../shared/products/order-lines.ts';

/** A wish to hear of a product when it is there again. */
export interface ToldAsk {
  readonly productId: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

const NAME = 'Back In Stock Requested';

const bodySchema = z.object({ properties: z.record(z.string(), z.unknown()) });

/** The wish that a record of the stream tells of, if it does. */
export const askIn = ({ dynamodb }: DynamoDBRecord): ToldAsk | undefined => {
  const { type, name, at, key, receivedAt, body } = dynamodb?.NewImage ?? {};
  if (type?.S !== 'track' || name?.S !== NAME) return undefined;
  const told = bodySchema.safeParse(JSON.parse(body?.S ?? '{}')).data?.properties;
  const productId = told && productOfLine(told);
  if (productId === undefined) return undefined;
  const [received, said] = [receivedAt?.S ?? '', at?.S ?? impliedAt(key?.S ?? '', receivedAt?.S ?? '')];
  // A clock that runs ahead must not make a wish outlive its time, or stand above the next.
  return { productId, at: said < received ? said : received };
};
