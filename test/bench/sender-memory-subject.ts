// A process of its own, so that its peak memory is its own: the sender core without network over an audience of any size.
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { CHUNK_SIZE } from '../../shared/campaigns/chunk.ts';
import type { ChannelAdapter } from '../../shared/delivery/channel.ts';
import { createSender } from '../../shared/delivery/sender.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import type { Item } from '../../shared/platform/dynamo.ts';
import { campaignFileSchema, frozenSchema } from './frozen.ts';

const [tablesFile = '', campaignFile = '', size = '0'] = process.argv.slice(2);
const frozen = frozenSchema.parse(JSON.parse(readFileSync(tablesFile, 'utf8')));
const { key, tables, people, template } = campaignFileSchema.parse(JSON.parse(readFileSync(campaignFile, 'utf8')));
const recipients = Number(size);
const PUBLIC_URL = 'https://crm.example.com';

const itemsOf = (table: string): Item[] => (frozen[table]?.items ?? []).map((item) => unmarshall(item));
const model = people[0] ?? '';
const profile = itemsOf(tables.customers).find(({ customerId }) => customerId === model) ?? {};
const consents = itemsOf(tables.consents).filter(({ customerId }) => customerId === model);
const others = [...itemsOf(tables.sends), ...itemsOf(tables.definitions)];
const chunk = others.find(({ part }) => part === `chunk#${key.bucket}#0000`) ?? {};

let number = 0;
const textSchema = z.string();

/** Everybody is the model under another id and address. */
const answerTo = (command: unknown): object => {
  if (command instanceof GetCommand) {
    const { TableName, Key = {} } = command.input;
    if (TableName === tables.customers) {
      const customerId = textSchema.parse(Key.customerId);
      const fold = textSchema.parse(profile.fold).replace(`${model.slice(2)}@`, `${customerId.slice(2)}@`);
      return { Item: { ...profile, customerId, fold } };
    }
    if (String(Key.part).startsWith('ids#')) {
      const most = Math.min(CHUNK_SIZE, recipients - number * CHUNK_SIZE);
      return { Item: { ids: Array.from({ length: most }, (_, at) => `u:p${number * CHUNK_SIZE + at}`) } };
    }
    return { Item: others.find((item) => Object.entries(Key).every(([name, value]) => item[name] === value)) };
  }
  if (command instanceof QueryCommand) {
    const customerId = command.input.ExpressionAttributeValues?.[':customerId'];
    return {
      Items: command.input.TableName === tables.consents ? consents.map((item) => ({ ...item, customerId })) : [],
    };
  }
  if (command instanceof UpdateCommand && command.input.ReturnValues === 'ALL_NEW')
    return { Attributes: { ...chunk, chunk: number, leases: 1 } };
  return {};
};

const dynamo = new Proxy(DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'ap-northeast-2' })), {
  get: (target, name) => (name === 'send' ? async (command: unknown) => answerTo(command) : Reflect.get(target, name)),
});

let accepted = 0;
const adapter: ChannelAdapter = {
  channel: template.channel,
  sendable: (address) => address,
  price: () => ({ milli: 150 }),
  prepare: async () => async () => {
    accepted += 1;
    return { kind: 'accepted', providerId: String(accepted) };
  },
};
const send = createSender({
  ...{
    dynamo,
    tables,
    adapter,
    signingKey: 'ab'.repeat(32),
    publicUrl: PUBLIC_URL,
    shortUrl: PUBLIC_URL,
    clock: systemClock,
  },
  // The rate is not what is looked at.
  wait: async () => undefined,
});

/** Looks at what is held once garbage is gone, spread over the way. */
const LOOKS = 10;
const chunks = Math.ceil(recipients / CHUNK_SIZE);
let heldMb = 0;
const before = process.cpuUsage();
for (; number < chunks; number++) {
  await send({ ...key, chunk: number }, Number.POSITIVE_INFINITY);
  if ((number + 1) % Math.ceil(chunks / LOOKS) !== 0) continue;
  globalThis.gc?.();
  heldMb = Math.max(heldMb, process.memoryUsage().heapUsed / 2 ** 20);
}
const { user, system } = process.cpuUsage(before);
if (accepted !== recipients) throw new Error(`${accepted} of ${recipients} were handed over`);
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ heldMb, peakMb, cpu: (user + system) / recipients }));
