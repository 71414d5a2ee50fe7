import * as z from 'zod';
import { receiptOf } from '../../shared/insights/receipt.ts';
import { receiptText } from '../../shared/insights/receipt-text.ts';
import { type Report, reportSchema } from '../../shared/insights/report-schema.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { CAMPAIGN, SEGMENT, TEMPLATE } from './campaign.ts';
import { goShopping, type PlantedTruth, readMail } from './react.ts';
import { createSampleShop, type SampleShop } from './shop.ts';

const HOUR = 3_600_000;
const BATCH = 100;
const SENDERS = 4;

interface MainJob {
  readonly url: string;
  /** The product's clock, ms. */
  readonly now: () => number;
  readonly drain: () => Promise<unknown>;
  /** Moves the product's clock. */
  readonly advance: (toIso: string) => Promise<unknown>;
  readonly say: (line: string) => void;
  /** People of the shop; the receipt needs its 2,000 to tell anything. */
  readonly customers?: number;
}

export interface MainJobResult {
  readonly report: Report;
  readonly planted: PlantedTruth;
  /** The receipt as a slip for the terminal, with the planted truth beside the estimate. */
  readonly slip: string;
}

const settingsSchema = z.object({ brand: z.object({ name: z.string() }), language: z.enum(['ko', 'en']) });

const statusSchema = z.object({ status: z.string() });

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until the answer is one of the wanted states; gives up after two minutes with the last answer. */
const until = async (ask: () => Promise<unknown>, wanted: readonly string[]): Promise<void> => {
  let last: unknown;
  for (let tries = 0; tries < 600; tries++) {
    last = await ask();
    const { status } = statusSchema.parse(last);
    if (wanted.includes(status)) return;
    if (status === 'failed' || status === 'cancelled') break;
    await pause(200);
  }
  throw new Error(`Waited for ${wanted.join(' or ')}, but got ${JSON.stringify(last)}.`);
};

const load = async (client: ApiClient, shop: SampleShop, say: MainJob['say']): Promise<void> => {
  const batches: object[][] = [];
  for (let at = 0; at < shop.calls.length; at += BATCH) batches.push([...shop.calls.slice(at, at + BATCH)]);
  let sent = 0;
  let announced = 0;
  const lane = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      await client.events(batch, { 'x-dangol-import': '1' });
      sent += batch.length;
      const tenth = Math.floor((10 * sent) / shop.calls.length);
      if (tenth > announced) {
        announced = tenth;
        say(`  events stored: ${sent} of ${shop.calls.length}`);
      }
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, lane));
};

const recompute = async (client: ApiClient): Promise<void> => {
  const { runId } = z.object({ runId: z.string() }).parse(await client.send('POST', '/v1/recompute', {}));
  await until(() => client.get(`/v1/recompute/${runId}`), ['succeeded']);
};

/** The whole road once: a shop's past comes in, segments, a campaign with a control group, people react, the receipt. */
export const runMainJob = async (job: MainJob): Promise<MainJobResult> => {
  const client = createApiClient(job.url);
  const began = job.now();
  const { customers = 2_000 } = job;
  const shop = createSampleShop({ now: began, customers });

  job.say(`Sample shop: ${shop.calls.length} events of ${customers.toLocaleString('en')} customers over 18 months`);
  await load(client, shop, job.say);
  await job.drain();

  job.say('Segments and churn flags: recomputing');
  await client.send('POST', '/v1/segments', SEGMENT);
  await recompute(client);

  job.say(`Campaign "${CAMPAIGN.name}": launching, 40 % stay behind as the control group`);
  await client.send('POST', '/v1/templates', TEMPLATE);
  await client.send('POST', '/v1/campaigns', CAMPAIGN);
  const launchedAt = job.now();
  await client.send('POST', `/v1/campaigns/${CAMPAIGN.id}/launch`);
  await job.drain();

  job.say('Two hours later: sample people open, click and unsubscribe');
  await job.advance(new Date(launchedAt + 2 * HOUR).toISOString());
  await readMail(client, shop);
  await job.drain();

  job.say('That night: some of them have bought');
  await job.advance(new Date(launchedAt + 16 * HOUR).toISOString());
  const planted = await goShopping(client, shop, launchedAt);
  await job.drain();
  await until(() => client.get(`/v1/campaigns/${CAMPAIGN.id}`), ['done', 'sent']);
  const report = reportSchema.parse(await client.get(`/v1/campaigns/${CAMPAIGN.id}/report`));
  const { brand, language } = settingsSchema.parse(await client.get('/v1/settings'));
  const when = new Date(launchedAt).toISOString().slice(0, 10);
  const slip = receiptText(receiptOf(report, { language, planted }), { shop: brand.name, when });
  return { report, planted, slip };
};
