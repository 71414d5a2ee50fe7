import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import * as z from 'zod';
import {
  type CdnowCustomer,
  CONTACTS_MAP,
  cohortsOf,
  contactOf,
  countBy,
  ORDERS_MAP,
  segmentsOf,
  writeContacts,
} from './cdnow.ts';
import { cohortTable } from './rfm-report.ts';
import { runImport } from './stack-process.ts';

const adminHeaders = { authorization: 'Bearer local-admin', 'content-type': 'application/json' };

/** Longer than a request whose worker was killed holds its Idempotency-Key. */
const HELD = 3 * 60_000;

/** Asks again on 429 and 5xx, as any client does; the Idempotency-Key makes a repeated POST one request. */
const call = async (url: string, method: string, path: string, body?: unknown): Promise<unknown> => {
  const headers = { ...adminHeaders, ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}) };
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) {
      const answer: unknown = text === '' ? undefined : JSON.parse(text);
      return answer;
    }
    // The worker of the first try was killed; the wait for its key is one of the product's clock.
    const held = response.status === 409 && text.includes('still at work');
    const curable = response.status >= 500 || response.status === 429 || held;
    if (!curable || attempt === 8) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    if (held) {
      const to = new Date(Date.now() + attempt * HELD).toISOString();
      await fetch(`${url}/_local/advance`, { method: 'POST', headers: adminHeaders, body: JSON.stringify({ to }) });
    }
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
  }
};

const customerSchema = z.object({
  id: z.string(),
  stats: z.object({ orders: z.number(), revenue: z.object({ amount: z.number(), currency: z.string() }) }),
  rfm: z.object({ r: z.number(), f: z.number(), m: z.number(), segment: z.string() }).nullable(),
});

const listSchema = z.object({ data: z.array(customerSchema), nextCursor: z.string().nullable() });
/** The longest page. */
const PAGE = 200;
/** Every so many are asked for by themselves. */
const SOME = 100;

const reportSchema = z.object({
  audience: z.number(),
  pending: z.number(),
  deferred: z.number(),
  sent: z.number(),
  skipped: z.record(z.string(), z.number()),
  failed: z.union([z.number(), z.record(z.string(), z.number())]),
  unknown: z.union([z.number(), z.record(z.string(), z.number())]),
});

const total = (value: number | Record<string, number>): number =>
  typeof value === 'number' ? value : Object.values(value).reduce((sum, one) => sum + one, 0);

/** The CDNOW file through the product, step by step; each step asserts what the oracle says. */
export const createCdnowStory = (options: {
  file: string;
  idColumn: string;
  people: readonly CdnowCustomer[];
  folder: string;
}) => {
  const { people, folder } = options;
  mkdirSync(folder, { recursive: true });
  const ordersMap = join(folder, 'orders-map.json');
  const contactsMap = join(folder, 'contacts-map.json');
  const contacts = join(folder, 'contacts.csv');
  writeFileSync(ordersMap, JSON.stringify(ORDERS_MAP(options.idColumn)));
  writeFileSync(contactsMap, JSON.stringify(CONTACTS_MAP));
  writeContacts(contacts, people);

  const startOrders = (url: string) => runImport(options.file, ordersMap, url, folder);
  const importOrders = async (url: string): Promise<void> => {
    const { code, output } = await startOrders(url).done;
    expect(code, output).toBe(0);
  };
  const importContacts = async (url: string): Promise<void> => {
    const { code, output } = await runImport(contacts, contactsMap, url, folder).done;
    expect(code, output).toBe(0);
  };
  const drain = (url: string) => call(url, 'POST', '/_local/drain');
  const configure = (url: string, scoring: 'rank' | 'ntile') =>
    call(url, 'PUT', '/v1/settings', { currency: 'USD', timezone: 'UTC', rfm: { scoring, frequency: 'days' } });

  /** Everybody by the list, page by page, each once and nobody else; some are asked for by themselves, too, and look the same. */
  const customers = async (url: string): Promise<Map<string, z.infer<typeof customerSchema>>> => {
    const found = new Map<string, z.infer<typeof customerSchema>>();
    let cursor = '';
    do {
      const { data, nextCursor } = listSchema.parse(await call(url, 'GET', `/v1/customers?limit=${PAGE}${cursor}`));
      for (const customer of data) {
        expect(found.has(customer.id), customer.id).toBe(false);
        found.set(customer.id, customer);
      }
      cursor = nextCursor === null ? '' : `&cursor=${encodeURIComponent(nextCursor)}`;
    } while (cursor !== '');
    for (const { id } of people.filter((_, index) => index % SOME === 0))
      expect(customerSchema.parse(await call(url, 'GET', `/v1/customers/${id}`))).toEqual(found.get(id));
    return found;
  };

  /** Order count and revenue of every customer equal a straight sum of the file. */
  const expectSums = async (url: string): Promise<void> => {
    const found = await customers(url);
    const wrong = people
      .map((person) => ({ person, got: found.get(person.id)?.stats }))
      .filter(
        ({ person, got }) =>
          got?.orders !== person.orders || got.revenue.amount !== person.cents || got.revenue.currency !== 'USD',
      );
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(found.size).toBe(people.length);
  };

  const recompute = async (url: string): Promise<void> => {
    const { runId } = z
      .object({ runId: z.string() })
      .parse(await call(url, 'POST', '/v1/recompute', { asOf: '1998-07-01' }));
    await drain(url);
    const run = z.object({ status: z.string() }).parse(await call(url, 'GET', `/v1/recompute/${runId}`));
    expect(run.status).toBe('succeeded');
  };

  /** Everybody has a score, and each customer's segment is the one that the definition gives. */
  const expectSegments = async (url: string, scoring: 'rank' | 'ntile'): Promise<void> => {
    const expected = segmentsOf(people, scoring);
    const found = await customers(url);
    const wrong = people
      .filter((person) => found.get(person.id)?.rfm?.segment !== expected.get(person.id))
      .map((person) => ({ id: person.id, got: found.get(person.id)?.rfm, expected: expected.get(person.id) }));
    expect(wrong.slice(0, 3)).toEqual([]);
    const counts = countBy([...found.values()].map((customer) => customer.rfm?.segment));
    expect(counts).toEqual(countBy(expected.values()));
  };

  /** The cohort table equals a straight count of the file, and no month of it is open. Returns its rows. */
  const expectRetention = async (url: string): Promise<Record<string, number[]>> => {
    const { rows, incompleteMonth } = await cohortTable(url);
    expect(rows).toEqual(cohortsOf(people));
    expect(incompleteMonth).toBeNull();
    return rows;
  };

  const campaignId = 'come-back';

  /** Launches to `rfm:at_risk` without control. */
  const launch = async (url: string): Promise<void> => {
    await call(url, 'POST', '/v1/templates', {
      id: 'come-back',
      name: 'We miss you',
      channel: 'email',
      purpose: 'ad',
      language: 'en',
      subject: 'Records you may like',
      html: '<p>Hello, we kept some records for you.</p><p><a href="https://shop.example.com/new">See them</a></p>',
    });
    await call(url, 'POST', '/v1/campaigns', {
      id: campaignId,
      name: 'Come back',
      channel: 'email',
      templateId: 'come-back',
      audience: { include: ['rfm:at_risk'], exclude: [] },
      goal: { event: 'Order Completed', windowDays: 7 },
      control: 0,
    });
    await call(url, 'POST', `/v1/campaigns/${campaignId}/launch`);
  };

  /** Members of the segment by the oracle, and the addresses of those who may be written to. */
  const audience = () => {
    const segments = segmentsOf(people, 'rank');
    const members = people
      .map((person, index) => ({ id: person.id, contact: contactOf(index, person.id) }))
      .filter(({ id }) => segments.get(id) === 'at_risk');
    const allowed = members.filter(({ contact }) => contact.email !== '' && contact.consent === 'Y');
    return { members: members.length, addresses: allowed.map(({ contact }) => contact.email).sort() };
  };

  const mails = async (url: string): Promise<string[]> => {
    const inbox = z.array(z.object({ to: z.string() })).parse(await call(url, 'GET', '/inbox/messages?channel=email'));
    return inbox.map((mail) => mail.to).sort();
  };

  const report = async (url: string) =>
    reportSchema.parse(await call(url, 'GET', `/v1/campaigns/${campaignId}/report`));

  /** Exactly one mail to each member with an address and consent, and P4's identity. Returns how many. */
  const expectMails = async (url: string): Promise<number> => {
    const { members, addresses } = audience();
    expect(addresses.length).toBeGreaterThan(0);
    expect(await mails(url)).toEqual(addresses);
    const figures = await report(url);
    expect(figures).toMatchObject({ audience: members, sent: addresses.length, pending: 0, deferred: 0 });
    expect(figures.sent + total(figures.skipped) + total(figures.failed) + total(figures.unknown)).toBe(members);
    return addresses.length;
  };

  /**
   * After kills nobody has two mails, nobody without consent has one, and whoever has none is counted as unknown: a
   * worker died between its claim and the provider's answer, and P4 forbids to try again.
   */
  const expectMailsAfterFaults = async (url: string): Promise<{ sent: number; unknown: number }> => {
    const { members, addresses } = audience();
    const received = await mails(url);
    expect(new Set(received).size).toBe(received.length);
    expect(received.filter((address) => !addresses.includes(address))).toEqual([]);
    const figures = await report(url);
    expect(figures).toMatchObject({ audience: members, sent: received.length, pending: 0, deferred: 0 });
    expect(figures.sent + total(figures.unknown)).toBe(addresses.length);
    expect(figures.sent + total(figures.skipped) + total(figures.failed) + total(figures.unknown)).toBe(members);
    return { sent: figures.sent, unknown: total(figures.unknown) };
  };

  return {
    startOrders,
    importOrders,
    importContacts,
    drain,
    configure,
    expectSums,
    recompute,
    expectSegments,
    expectRetention,
    launch,
    expectMails,
    expectMailsAfterFaults,
    audience,
    call,
  };
};
