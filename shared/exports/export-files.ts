import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { SQL_TABLES, type SqlTableName } from '../tables/sql-tables.ts';
import { parquetOf, rowsOf } from './parquet.ts';
import type { Row } from './row.ts';

const ROOT = 'sql';
const tableFolder = (table: SqlTableName): string => `${ROOT}/${table}/`;
export const dayFolder = (table: SqlTableName, day: string): string => `${tableFolder(table)}day=${day}/`;
const shardName = (shard: number): string => `part-${String(shard).padStart(4, '0')}-`;
/** `sql/events/day=2026-11-22/part-0003-000.parquet`; a shard begins another file when one is full. */
export const partFile = (table: SqlTableName, day: string, shard: number, index: number): string =>
  `${dayFolder(table, day)}${shardName(shard)}${String(index).padStart(3, '0')}.parquet`;

const KEY = /^sql\/[a-z]+\/day=(\d{4}-\d{2}-\d{2})\/part-(\d{4})-\d{3}\.parquet$/;
/** Day and shard of a file; nothing for what is no file of ours. */
export const placeOf = (key: string): { readonly day: string; readonly shard: number } | undefined => {
  const [, day, shard] = KEY.exec(key) ?? [];
  return day === undefined ? undefined : { day, shard: Number(shard) };
};

/** Parquet files in S3. */
export const createExportFiles = (s3: S3Client, bucket: string) => {
  async function* list(prefix: string): AsyncGenerator<string> {
    let token: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
      );
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  const put = async (table: SqlTableName, key: string, rows: readonly Row[]): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: parquetOf(SQL_TABLES[table], rows) }));
  };

  /** Nothing if the file is gone. */
  const read = async (table: SqlTableName, key: string): Promise<Row[] | undefined> => {
    try {
      const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const bytes = await answer.Body?.transformToByteArray();
      return bytes === undefined ? undefined : await rowsOf(SQL_TABLES[table], bytes);
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };

  /** Deletes what there is of the keys, a thousand a call. */
  const remove = async (keys: readonly string[]): Promise<void> => {
    for (let at = 0; at < keys.length; at += 1_000) {
      const Objects = keys.slice(at, at + 1_000).map((Key) => ({ Key }));
      const answer = await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
      const [failed] = answer.Errors ?? [];
      if (failed) throw new Error(`S3 left ${failed.Key} undeleted: ${failed.Code}.`);
    }
  };

  const ofTable = (table: SqlTableName) => list(tableFolder(table));
  const ofDay = (table: SqlTableName, day: string) => list(dayFolder(table, day));
  const ofShard = (table: SqlTableName, day: string, shard: number) => list(dayFolder(table, day) + shardName(shard));

  return { ofTable, ofDay, ofShard, put, read, remove };
};

export type ExportFiles = ReturnType<typeof createExportFiles>;
