import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';

const imageSchema = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null),
);

/** A DynamoDB stream event with a tumbling window: it names its shard and wants a state back. No published type has it. */
export const windowEventSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.string().optional(),
      userIdentity: z.object({ principalId: z.string().optional() }).nullish(),
      dynamodb: z.object({
        Keys: imageSchema,
        NewImage: imageSchema.optional(),
        OldImage: imageSchema.optional(),
        SequenceNumber: z.string(),
        /** Epoch seconds. */
        ApproximateCreationDateTime: z.number().default(0),
      }),
    }),
  ),
  shardId: z.string(),
  state: z.record(z.string(), z.unknown()).default({}),
  isFinalInvokeForWindow: z.boolean().default(false),
});
export type WindowRecord = z.infer<typeof windowEventSchema>['Records'][number];

export interface WindowAnswer {
  readonly state: Readonly<Record<string, unknown>>;
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export const plainImage = (image: Record<string, AttributeValue> | undefined): unknown =>
  image ? unmarshall(image) : undefined;

/** DynamoDB sequence numbers have up to 40 digits and no leading zeros; padded they compare as text. */
export const paddedSequence = (sequence: string): string => sequence.padStart(40, '0');
