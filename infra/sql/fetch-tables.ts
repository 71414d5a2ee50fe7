import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';

const variablesSchema = z.looseObject({
  EXPORT_BUCKET: z.string(),
  AWS_REGION: z.string().default('ap-northeast-2'),
  AWS_ENDPOINT_URL_S3: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
});

/** A client for the bucket that the function ExportShard writes to, from that function's variables. */
const openBucket = (variables: unknown): { readonly s3: S3Client; readonly bucket: string } => {
  const { EXPORT_BUCKET: bucket, ...said } = variablesSchema.parse(variables);
  const {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  } = said;
  const s3 = new S3Client({
    region: said.AWS_REGION,
    // A deployed bucket is read with the caller's own credentials, not with the function's.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(endpoint === undefined || accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
  });
  return { s3, bucket };
};

/** Copies the tables for SQL into a folder. Answers how many files there were. */
export const fetchTables = async (variables: unknown, folder: string): Promise<number> => {
  const { s3, bucket } = openBucket(variables);
  let files = 0;
  let token: string | undefined;
  try {
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: 'sql/', ContinuationToken: token }),
      );
      for (const { Key } of page.Contents ?? []) {
        if (Key === undefined) continue;
        const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
        const path = join(folder, Key);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, (await answer.Body?.transformToByteArray()) ?? new Uint8Array());
        files += 1;
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  } finally {
    s3.destroy();
  }
  return files;
};

/** Variables of the function as the running local stack tells them. */
export const localVariables = async (url: string): Promise<unknown> => {
  const answer = await fetch(new URL('/_local/environment', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"function":"ExportShard"}',
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
};
