import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AttributeValue, DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TABLES } from '../../shared/tables/tables.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { createFakeProvider } from '../unit/delivery/fake-provider.ts';
import { createShop, inOneChunk, SMS_AD } from '../unit/delivery/shop.ts';
import { type ServerChild, startServer } from './child.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { type Figure, median, quartilesOf } from './figure.ts';
import { sized } from './sizes.ts';

const SECTION = 'Sender: CPU, units and pace per message';
const PEOPLE = 500;
const WARM_UP = sized(3, 1);
const ROUNDS = sized(9, 2);
const PROVIDER_MS = 50;
/** What DynamoDB usually takes for an item from within its region. */
const TABLE_MS = 5;

const PARAGRAPH = '<p>{{ customer.traits.name }}님, 찾으시던 물건이 다시 들어왔습니다. 천천히 둘러보세요.</p>';
const PRODUCT =
  '<table role="presentation"><tr><td><img src="https://shop.example.com/a.jpg" alt="상품" width="280"></td><td><p>핸드메이드 머그컵 {{ 12000 | won }}</p><a href="https://shop.example.com/products/1?ref=mail">보러 가기</a></td></tr></table>';
const TEMPLATE = {
  ...{ name: 'Bench', channel: 'email', purpose: 'ad', language: 'ko' },
  subject: "{{ customer.traits.name | josa: '이/가' }} 기다리던 소식",
  html: `<html><body>${PARAGRAPH.repeat(4)}${PRODUCT.repeat(6)}</body></html>`,
};

/** A chunk of people who may all be written to, and what the tables hold just before its worker starts. */
const prepare = async (test: TestDynamo, folder: string, written: { readonly channel: string } = TEMPLATE) => {
  const shop = createShop(test, new Date().toISOString());
  const ids = inOneChunk('person', PEOPLE);
  for (const id of ids) {
    await shop.addCustomer(`u:${id}`, { contacts: { email: `${id}@example.com`, phone: '+821012345678' } });
    await shop.say(`u:${id}`, 'email', 'ad', 'granted');
  }
  await shop.settings.change({ rates: { email: 1_000_000, sms: 1_000_000 } });
  const { channel } = written;
  await shop.addCampaign('bench', { channel, audience: { list: ids }, goal: { event: 'Order Completed' } }, written);
  await shop.launch('bench');
  const [key, ...others] = shop.queued;
  if (!key || others.length > 0) throw new Error(`expected one chunk, got ${shop.queued.length}`);

  const frozen: Record<string, object> = {};
  for (const [name, definition] of Object.entries(TABLES)) {
    const items: object[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page: ScanCommandOutput = await test.client.send(
        new ScanCommand({ TableName: name, ExclusiveStartKey: start }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start);
    frozen[name] = { ...definition, items };
  }
  const tables = join(folder, 'tables.json');
  writeFileSync(tables, JSON.stringify(frozen));
  const campaign = join(folder, 'campaign.json');
  const template = (await shop.sends.snapshot('bench')).template;
  writeFileSync(campaign, JSON.stringify({ template, people: ids.map((id) => `u:${id}`), key, tables: test.tables }));
  return { shop, key, tables, campaign };
};

type Prepared = Awaited<ReturnType<typeof prepare>>;

const UNITS =
  'One worker on one chunk of 500 people who all get their mail, no limits of frequency; on-demand units as DynamoDB Local answers them.';

const countUnits = async (test: TestDynamo, { shop, key }: Prepared): Promise<Figure[]> => {
  const proxy = await startCountingProxy(test.endpoint, (name) => name);
  const client = new DynamoDBClient({
    endpoint: proxy.endpoint,
    region: 'ap-northeast-2',
    credentials: {
      accessKeyId: test.environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: test.environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const dynamo = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const provider = createFakeProvider('email');
  try {
    await shop.sender(provider.adapter, dynamo)(key, Number.POSITIVE_INFINITY);
    if (provider.accepted.length !== PEOPLE) throw new Error(`${provider.accepted.length} of ${PEOPLE} were sent`);
    const { read, write, calls, parts } = proxy.take();
    const figure = (name: string, value: number, unit: string): Figure => ({
      ...{ section: SECTION, name, value: value / PEOPLE, unit, basis: UNITS },
    });
    const split = Object.fromEntries(Object.entries(parts).map(([part, units]) => [part, units / PEOPLE]));
    return [
      figure('writes', write, 'write units per message'),
      { ...figure('reads', read, 'read units per message'), parts: split },
      figure('calls of DynamoDB', calls, 'per message'),
    ];
  } finally {
    client.destroy();
    await proxy.stop();
  }
};

const runSchema = z.object({ cpu: z.number(), ms: z.number() });
type Run = z.infer<typeof runSchema>;

const startSubject = async ({ tables, campaign }: Prepared, latency: { provider: number; table: number }) => {
  const stub = await startServer(new URL('./frozen-tables.ts', import.meta.url), {
    ...{ FROZEN_TABLES: tables, LATENCY_MS: String(latency.table) },
  });
  const ses = await startServer(new URL('./ses-stub.ts', import.meta.url), { LATENCY_MS: String(latency.provider) });
  const subject = await startServer(new URL('./sender-subject.ts', import.meta.url), {
    ...{ AWS_ENDPOINT_URL_DYNAMODB: stub.url, AWS_ENDPOINT_URL_SES: ses.url, AWS_REGION: 'ap-northeast-2' },
    ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', CAMPAIGN_FILE: campaign },
  });
  const children: readonly ServerChild[] = [subject, ses, stub];
  const accepted = async (): Promise<number> => Number(await (await fetch(`${ses.url}/accepted`)).text());
  return {
    /** Writes to all people once; throws if one of them got nothing. */
    run: async (way: 'sender' | 'bare'): Promise<Run> => {
      const before = await accepted();
      const used = runSchema.parse(await (await fetch(`${subject.url}/${way}`, { method: 'POST' })).json());
      const sent = (await accepted()) - before;
      if (sent !== PEOPLE) throw new Error(`${way} sent ${sent} of ${PEOPLE} mails`);
      return used;
    },
    stop: async (): Promise<void> => {
      for (const child of children) await child.stop();
    },
  };
};

const CPU =
  'Bare loop: the same template, MIME and SES client over the same 500 profiles held in memory, eight side by side; no gate, claim or record. Rounds alternate in one process; SES and the tables are stand-ins in processes of their own. Figures in µs are of this machine.';

const measureCpu = async (prepared: Prepared): Promise<Figure[]> => {
  const subject = await startSubject(prepared, { provider: 0, table: 0 });
  try {
    const cost: Record<'sender' | 'bare', number[]> = { sender: [], bare: [] };
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      for (const way of round % 2 === 0 ? (['sender', 'bare'] as const) : (['bare', 'sender'] as const)) {
        const { cpu } = await subject.run(way);
        if (round >= 0) cost[way].push(cpu / PEOPLE);
      }
    }
    const ratios = cost.sender.map((each, round) => each / (cost.bare[round] ?? Number.NaN));
    const figure = (name: string, values: readonly number[], unit: string): Figure => ({
      ...{ section: SECTION, name, value: median(values), quartiles: quartilesOf(values), unit, basis: CPU },
    });
    return [
      figure('sender core to a bare loop of render and SES client', ratios, '×'),
      figure('sender core', cost.sender, 'µs of CPU per message'),
      figure('bare loop', cost.bare, 'µs of CPU per message'),
    ];
  } finally {
    await subject.stop();
  }
};

const PACE = `One worker, eight people side by side, against SES with ${PROVIDER_MS} ms and tables with ${TABLE_MS} ms or none; the rate of the settings is far above it.`;

const measurePace = async (prepared: Prepared): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const table of [0, TABLE_MS]) {
    const subject = await startSubject(prepared, { provider: PROVIDER_MS, table });
    try {
      await subject.run('sender');
      const paces: number[] = [];
      for (let round = 0; round < sized(3, 1); round++) paces.push((PEOPLE * 1_000) / (await subject.run('sender')).ms);
      const name = `pace of a worker, tables answer in ${table} ms`;
      const value = median(paces);
      figures.push({ section: SECTION, name, value, quartiles: quartilesOf(paces), unit: 'messages/s', basis: PACE });
    } finally {
      await subject.stop();
    }
  }
  return figures;
};

const memorySchema = z.object({ heldMb: z.number(), peakMb: z.number(), cpu: z.number() });
const SUBJECT = fileURLToPath(new URL('./sender-memory-subject.ts', import.meta.url));
/** Garbage waits while memory is free; with a small heap the peak is close to what is held. */
const FLAGS = ['--expose-gc', '--max-old-space-size=64'];
const MEMORY =
  'A process of its own with a heap of 64 MB: gates, rendering of a short text, claims and settlement, chunk after chunk; tables and provider are functions of the same process.';

/** Information, so that the hour of the day decides nothing; short, because a million of them are written. */
const SHORT_TEXT = { ...SMS_AD, purpose: 'info', text: '{{ customer.traits.name }}님, 주문하신 물건이 출발했습니다.' };

/** Whether a worker holds more for a larger audience. */
export const measureSenderMemory = async (): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'dangol-bench-'));
  const test = await startDynamo();
  try {
    const { tables, campaign } = await prepare(test, folder, SHORT_TEXT);
    return [1_000, sized(30_000, 2_000), sized(1_000_000, 3_000)].flatMap((recipients) => {
      const output = execFileSync(process.execPath, [...FLAGS, SUBJECT, tables, campaign, String(recipients)], {
        encoding: 'utf8',
      });
      const { heldMb, peakMb, cpu } = memorySchema.parse(JSON.parse(output));
      // The last size takes minutes: whoever stops before its end has seen the others.
      console.error(`  ${recipients} recipients: ${heldMb.toFixed(1)} MB held, ${Math.round(cpu)} µs each`);
      const figure = (name: string, value: number, unit: string): Figure => ({
        ...{ section: 'Sender: memory', name: `${recipients} recipients: ${name}`, value, unit, basis: MEMORY },
      });
      return [
        figure('held after garbage collection, most of ten looks', heldMb, 'MB'),
        figure('peak of the process', peakMb, 'MB'),
        figure('without network', cpu, 'µs of CPU per message'),
      ];
    });
  } finally {
    await test.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What a message costs in the sender core, beside what it would cost without gates, ledger and recovery. */
export const measureSender = async (): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'dangol-bench-'));
  const test = await startDynamo();
  try {
    const prepared = await prepare(test, folder);
    const units = await countUnits(test, prepared);
    return [...(await measureCpu(prepared)), ...units, ...(await measurePace(prepared))];
  } finally {
    await test.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
