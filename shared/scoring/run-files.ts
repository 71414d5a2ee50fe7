import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod';

/** Outputs of a run's shards, in S3 because a state machine's payload holds 256 KB. Keyed by run and shard. */
export const createRunFiles = (s3: S3Client, bucket: string) => {
  const put = async (key: string, value: unknown): Promise<void> => {
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(value), ContentType: 'application/json' }),
    );
  };

  const find = async <Schema extends z.ZodType>(key: string, schema: Schema): Promise<z.infer<Schema> | undefined> => {
    try {
      const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const text = (await answer.Body?.transformToString('utf8')) ?? '';
      return schema.parse(JSON.parse(text));
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };

  /** Throws if the file is missing: a reduce step must never work on fewer shards than were planned. */
  const get = async <Schema extends z.ZodType>(key: string, schema: Schema): Promise<z.infer<Schema>> => {
    const found = await find(key, schema);
    if (found === undefined) throw new Error(`Run file ${key} is missing; the step that writes it has not finished.`);
    return found;
  };

  return { put, find, get };
};

export type RunFiles = ReturnType<typeof createRunFiles>;

export const measureFile = (runId: string, shard: number): string => `runs/${runId}/measure/${shard}.json`;
export const scoreFile = (runId: string, shard: number): string => `runs/${runId}/score/${shard}.json`;
export const kpiFile = (runId: string, shard: number): string => `runs/${runId}/kpis/${shard}.json`;
