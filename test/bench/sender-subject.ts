// The process whose CPU is read: the same people written to by the sender core, and by a bare loop of render and SES client.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { createEmailChannel, createSesClient } from '../../shared/delivery/email.ts';
import { createSender } from '../../shared/delivery/sender.ts';
import { KOREA } from '../../shared/law/korea.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { inParallel } from '../../shared/platform/worker.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import type { Customer } from '../../shared/profiles/profile.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings.ts';
import { contextOf } from '../../shared/templates/context.ts';
import { renderMessage } from '../../shared/templates/render.ts';
import { campaignFileSchema } from './frozen.ts';
import { bytesOf, serve } from './serve.ts';

/** People side by side, as in the sender. */
const LANES = 8;

const { CAMPAIGN_FILE } = z.object({ CAMPAIGN_FILE: z.string() }).parse(process.env);
const { template, people, key, tables } = campaignFileSchema.parse(JSON.parse(readFileSync(CAMPAIGN_FILE, 'utf8')));

const dynamo = createDynamo();
const adapter = createEmailChannel(createSesClient(), 'campaigns');
const { brand, currency } = DEFAULT_SETTINGS;
const PUBLIC_URL = 'https://crm.example.com';

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
});

const store = createCustomerStore(dynamo, tables.customers);
let known: readonly Customer[] | undefined;

const links = {
  unsubscribe: `${PUBLIC_URL}/u/token`,
  preferences: `${PUBLIC_URL}/p/token`,
  open: `${PUBLIC_URL}/o/token`,
  click: (target: string) => `${PUBLIC_URL}/c/${encodeURIComponent(target)}`,
};

/** No gate, no claim, no record: what a loop over a list would do. */
const bare = async (): Promise<void> => {
  known ??= await store.getAll(people);
  await inParallel(known, LANES, async (customer) => {
    const now = new Date().toISOString();
    const campaign = { id: 'bench', name: 'Bench' };
    const context = contextOf({ customer, brand, campaign, links, currency, now });
    const rendered = renderMessage(template, { context, links, brand, law: KOREA, zone: 'Asia/Seoul' });
    if (rendered.kind !== 'ok') throw new Error('the template of the bench cannot be rendered');
    const call = await adapter.prepare({
      ...{ to: customer.fold.contacts.email ?? '', ref: 'bench_00_0_0', campaignId: 'bench', purpose: 'ad' },
      ...{ message: rendered.message, brand, settings: DEFAULT_SETTINGS, unsubscribeUrl: links.unsubscribe },
    });
    const answer = await call();
    if (answer.kind !== 'accepted') throw new Error(`the stand-in answered ${answer.kind}`);
  });
};

serve(async (request, response) => {
  await bytesOf(request);
  const before = { cpu: process.cpuUsage(), at: performance.now() };
  if (request.url === '/sender') await send(key, Number.POSITIVE_INFINITY);
  else await bare();
  const { user, system } = process.cpuUsage(before.cpu);
  response.end(JSON.stringify({ cpu: user + system, ms: performance.now() - before.at }));
});
