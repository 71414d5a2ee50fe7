import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { parquetReadObjects } from 'hyparquet';
import type { LocalStack } from '../../infra/local/stack.ts';

/** Bytes that stand somewhere, and where. */
export interface Haystack {
  readonly place: string;
  readonly bytes: Buffer;
}

/** The middle of a base64 text, wherever the word begins within a group of three bytes. */
const base64Of = (word: string): string[] =>
  [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(word)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    return whole.toString('base64').slice(Math.ceil((before * 4) / 3));
  });

/** A word as it may stand in bytes: as it is, in other cases, escaped as JSON and as an address, in base64 and in hex. */
export const spellingsOf = (word: string): Buffer[] => {
  const cases = [...new Set([word, word.toLowerCase(), word.toUpperCase(), word.normalize('NFD')])];
  const escaped = (text: string) =>
    text.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const spelled = cases.flatMap((text) => {
    const hex = Buffer.from(text).toString('hex');
    const base64 = base64Of(text);
    const url = base64.map((part) => part.replaceAll('+', '-').replaceAll('/', '_'));
    return [
      text,
      escaped(text),
      escaped(text).toUpperCase(),
      encodeURIComponent(text),
      hex,
      hex.toUpperCase(),
      ...base64,
      ...url,
    ];
  });
  const utf16 = cases.map((text) => Buffer.from(text, 'utf16le'));
  return [...[...new Set(spelled)].map((text) => Buffer.from(text)), ...utf16];
};

const unpackers = [gunzipSync, inflateSync, inflateRawSync];
const unpacked = (bytes: Buffer): Buffer[] =>
  unpackers.flatMap((unpack) => {
    try {
      return [unpack(bytes)];
    } catch {
      return [];
    }
  });

/** Every text and every binary of an item, and what is packed inside them. */
const bytesOf = (value: AttributeValue): Buffer[] => {
  if (value.S !== undefined) {
    const packed = /^[\w+/-]{16,}={0,2}$/.test(value.S) ? unpacked(Buffer.from(value.S, 'base64')) : [];
    return [Buffer.from(value.S), ...packed];
  }
  if (value.N !== undefined) return [Buffer.from(value.N)];
  if (value.B !== undefined) return [Buffer.from(value.B), ...unpacked(Buffer.from(value.B))];
  if (value.SS !== undefined) return value.SS.map((text) => Buffer.from(text));
  if (value.L !== undefined) return value.L.flatMap(bytesOf);
  if (value.M !== undefined)
    return Object.entries(value.M).flatMap(([name, inner]) => [Buffer.from(name), ...bytesOf(inner)]);
  return [];
};

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'ap-northeast-2';

/** Items of every table, by the API: the emulator's file keeps pages of deleted items, which no table of AWS gives anybody. */
async function* items({ endpoints, plan }: LocalStack): AsyncGenerator<Haystack> {
  const client = new DynamoDBClient({ endpoint: endpoints.DYNAMODB ?? '', region, credentials });
  for (const { name } of plan.tables) {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({ TableName: name, ExclusiveStartKey: start, ConsistentRead: true }),
      );
      for (const item of page.Items ?? []) yield { place: `table ${name}`, bytes: Buffer.concat(bytesOf({ M: item })) };
      start = page.LastEvaluatedKey;
    } while (start);
  }
  client.destroy();
}

/** Messages of every queue, dead letters too; each is seen once and stays. */
async function* bodies({ endpoints, plan }: LocalStack): AsyncGenerator<Haystack> {
  const client = new SQSClient({ endpoint: endpoints.SQS ?? '', region, credentials });
  for (const { name, url } of plan.queues) {
    for (;;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 5, WaitTimeSeconds: 0 }),
      );
      if (Messages.length === 0) break;
      for (const message of Messages) yield { place: `queue ${name}`, bytes: Buffer.from(JSON.stringify(message)) };
    }
  }
  client.destroy();
}

/** The columns of a Parquet file are packed one by one. */
const rowsOf = async (bytes: Buffer): Promise<Buffer> => {
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
  return Buffer.from(
    JSON.stringify(rows, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
};

async function* objects({ endpoints, plan }: LocalStack): AsyncGenerator<Haystack> {
  const client = new S3Client({ endpoint: endpoints.S3 ?? '', region, credentials, forcePathStyle: true });
  for (const Bucket of plan.buckets) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key } of Contents) {
      const answer = await client.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
      const rows = Key?.endsWith('.parquet') ? [await rowsOf(bytes)] : [];
      yield {
        place: `object ${Key}`,
        bytes: Buffer.concat([Buffer.from(Key ?? ''), bytes, ...unpacked(bytes), ...rows]),
      };
    }
  }
  client.destroy();
}

/**
 * Files of the data folder that are the product's. The stores of the emulators are read by their API above; what the mail and
 * SMS providers hold of messages they have carried (outboxes, the inbox, who answered STOP) is theirs and the receiver's.
 */
const NOT_OURS = /^(dynamodb\/|fauxqs\.db|ses-outbox\.jsonl|sms-outbox\.jsonl|sms-opt-outs\.txt|inbox\.jsonl)/;

function* files(folder: string): Generator<Haystack> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (entry.isFile() && !NOT_OURS.test(name)) yield { place: `file ${name}`, bytes: readFileSync(path) };
  }
}

/** Everything that the stack holds, from its tables to its logs. */
export async function* everythingOf(stack: LocalStack, folder: string): AsyncGenerator<Haystack> {
  yield* items(stack);
  yield* bodies(stack);
  yield* objects(stack);
  yield* files(folder);
  for (const line of stack.logs()) yield { place: 'log', bytes: Buffer.from(line) };
}

/** Places where a word stands, and how many haystacks of each kind of place were looked through. */
export const search = async (haystacks: AsyncIterable<Haystack>, words: readonly string[]) => {
  const needles = words.map((word) => ({ word, spellings: spellingsOf(word) }));
  const found: string[] = [];
  const looked: Record<string, number> = {};
  for await (const { place, bytes } of haystacks) {
    const kind = place.split(' ')[0] ?? place;
    looked[kind] = (looked[kind] ?? 0) + 1;
    for (const { word, spellings } of needles)
      if (spellings.some((spelling) => bytes.includes(spelling))) found.push(`${place}: ${word}`);
  }
  return { found: [...new Set(found)].sort(), looked };
};
