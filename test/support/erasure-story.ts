import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { armOf } from '../../shared/campaigns/arm.ts';
import { addressHash, addressKey } from '../../shared/consent/address.ts';
import type { EventItem } from '../../shared/events/event.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { quarantined } from '../../shared/events/quarantine.ts';
import { contributions } from '../../shared/insights/tally.ts';
import { bucketOf, sha256Hex } from '../../shared/platform/hash.ts';
import { confirmDuplicate } from '../../shared/profiles/decide-duplicate.ts';
import { type ProjectDeps, projectPerson } from '../../shared/profiles/project-person.ts';
import { addressGuard, bucketKey, chunkIdsKey, memberKey, messageKey } from '../../shared/tables/keys.ts';
import type { TestDynamo } from './dynamo.ts';
import { itemOf } from './project-world.ts';

/** Everything that names the person of a story. */
export interface Names {
  readonly id: string;
  readonly twin: string;
  readonly devices: readonly [string, string];
  readonly email: string;
  readonly phone: string;
  readonly name: string;
}

export const namesOf = (mark: string): Names => ({
  id: `member-${mark}`,
  twin: `twin-${mark}`,
  devices: [`dev-${mark}-one`, `dev-${mark}-two`],
  email: `kim.${mark}@example.com`,
  phone: `+8210${mark.padStart(8, '2')}`,
  name: `김${mark}단골`,
});

export const wordsOf = ({ id, twin, devices, email, phone, name }: Names): string[] => [
  ...[id, twin, ...devices, email, phone, phone.replace('+82', '0'), name],
];

/** The file that a shop imports, and imports again. */
export const fileOf = ({ id, twin, devices, email, phone, name }: Names) => {
  const said = { traits: { email, phone, name }, anonymousId: devices[0] };
  const order = { order_id: `order-${id}`, total: 30_000, currency: 'KRW' };
  const time = (day: number) => `2026-11-0${day}T03:00:00.000Z`;
  const track = (person: string, day: number, called: string, body: object) =>
    itemOf({ person, messageId: `${person}-${day}`, time: time(day), name: called, body: { ...body } });
  return [
    track(`a:${devices[0]}`, 1, 'Product Viewed', { properties: { sku: 'tea' } }),
    { ...itemOf({ person: `u:${id}`, messageId: `${id}-2`, type: 'identify', time: time(2), body: said }) },
    track(`u:${id}`, 3, 'Order Completed', { properties: order, anonymousId: devices[1] }),
    track(`u:${id}`, 4, 'Order Refunded', { properties: { order_id: order.order_id, total: 5_000 } }),
    itemOf({
      ...{ person: `u:${id}`, messageId: `${id}-5`, type: 'identify', time: time(5) },
      body: { traits: { 'consent.email.ad': 'Y' } },
    }),
    itemOf({
      ...{ person: `u:${twin}`, messageId: `${twin}-6`, type: 'identify', time: time(6) },
      body: { traits: { phone } },
    }),
  ];
};

export const createStory = (database: TestDynamo, deps: ProjectDeps, secret: string) => {
  const { dynamo, tables } = database;
  const put = (TableName: string, Item: Record<string, unknown>) => dynamo.send(new PutCommand({ TableName, Item }));

  const arrive = async (items: readonly EventItem[]): Promise<void> => {
    for (const item of items) await put(tables.events, { ...item });
    for (const { person, key } of items) await projectPerson(deps, person, [key]);
  };

  /** A campaign that has reached the person, who opened and clicked and bought, and one that was frozen but not sent. */
  const campaign = async (names: Names, campaignId: string): Promise<void> => {
    const id = `u:${names.id}`;
    const bucket = bucketOf(id);
    const control = 0.5;
    const address = addressHash(addressKey(secret), 'email', names.email);
    const key = messageKey(campaignId);
    const audience = { include: [], exclude: [], list: [names.id, 'somebody-else'] };
    const body = { name: 'win back', channel: 'email', templateId: 't', audience, control };
    const definition = { definitionId: campaignId, number: 1, createdAt: '-', updatedAt: '-' };
    for (const version of ['head', '000001']) {
      const Item = { id: `campaign#${campaignId}`, version, ...definition, body: JSON.stringify(body) };
      await put(tables.definitions, version === 'head' ? { ...Item, kind: 'campaign' } : Item);
    }
    await put(tables.sends, { campaignId, part: 'snapshot', body: JSON.stringify({ campaign: body }) });
    await put(tables.sends, { campaignId, part: chunkIdsKey(bucket, 0), ids: ['u:0', id, 'u:~'] });
    const totals = { status: 'done', chunks: 1, closedChunks: 1, audience: 2, control: 1, dueAt: '-' };
    await put(tables.sends, { campaignId, part: bucketKey(bucket), bucket, ...totals, through: id });
    const row = { customerId: id, key, campaignId, channel: 'email', purpose: 'ad', arm: 'a', status: 'sent' };
    const times = { at: '2026-11-10T00:00:00.000Z', handedOverAt: '2026-11-10T00:00:00.000Z', goalDays: 7 };
    await put(tables.messages, {
      ...{ ...row, ...times, ref: `${campaignId}_${bucket}_0_1`, attempts: 1, providerId: `p-${names.email}`, address },
      ...{ deliveredAt: times.at, openedAt: times.at, opens: { human: times.at }, personClicks: [times.at] },
      ...{ clicks: [{ at: times.at, link: 'x', actor: 'human', reason: 'browser' }], expiresAt: 1_900_000_000 },
      goal: { orders: 1, revenue: 25_000, currency: 'KRW', firstAt: times.at },
    });
    await put(tables.messages, { customerId: addressGuard(address), key, owner: id, expiresAt: 1_900_000_000 });
    const order = (await deps.orders.ordersOf(id))[0];
    const attribution = { campaignId, messageKey: key, touch: 'click', touchedAt: times.at };
    await put(tables.orders, { ...order, attribution });
  };

  /** An order note that an internal tool has sent along with words of its own. */
  const singleMessage = async ({ id, name }: Names): Promise<void> => {
    const messageId = `M${sha256Hex(id).slice(0, 32)}`;
    const data = JSON.stringify({ name });
    await put(tables.sends, { campaignId: messageId, part: chunkIdsKey('00', 0), ids: [`u:${id}`], data });
    await put(tables.messages, {
      ...{ customerId: `u:${id}`, key: messageKey(messageId), campaignId: 'Message-note', channel: 'email', arm: 'a' },
      ...{ purpose: 'info', status: 'sent', ref: `${messageId}_00_0_0`, at: '2026-11-10T00:00:00.000Z', attempts: 1 },
      expiresAt: 1_900_000_000,
    });
  };

  /** A person with all that one can have. */
  const live = async (names: Names, campaignId: string): Promise<void> => {
    await arrive(fileOf(names));
    const [one, two] = [`u:${names.id}`, `u:${names.twin}`].sort();
    const pair = Buffer.from(JSON.stringify([one, two]), 'utf8').toString('base64url');
    await confirmDuplicate(deps, pair, `u:${names.id}`, 'desk', '2026-11-12T00:00:00.000Z');
    const waiting = itemOf({ person: `u:${names.id}`, messageId: 'waits', body: { properties: { to: names.name } } });
    await createEventStore(dynamo, tables.events).appendToQuarantine(quarantined(waiting));
    await put(tables.members, { ...memberKey('rfm:champions', `u:${names.id}`), entered: 'r1', since: '2026-11-11' });
    await deps.duplicates.note({ kind: 'alias', said: [one ?? '', 'u:zz-other'], at: '-', messageId: 'm' });
    await campaign(names, campaignId);
    await singleMessage(names);
  };

  const everything = async (): Promise<{ table: string; item: Record<string, unknown> }[]> => {
    const all: { table: string; item: Record<string, unknown> }[] = [];
    for (const table of Object.values(tables)) {
      let start: Record<string, unknown> | undefined;
      do {
        const page = await dynamo.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start }));
        for (const item of page.Items ?? []) all.push({ table, item });
        start = page.LastEvaluatedKey;
      } while (start);
    }
    return all;
  };

  const textOf = (item: unknown): string =>
    JSON.stringify(item, (_name, value: unknown) =>
      value instanceof Set ? [...value] : value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );

  /** Where a word of the names still stands, byte for byte. */
  const found = async (names: Names): Promise<string[]> => {
    const words = wordsOf(names);
    return (await everything())
      .map(({ table, item }) => ({ table, text: textOf(item) }))
      .flatMap(({ table, text }) => words.filter((word) => text.includes(word)).map((word) => `${table}: ${word}`));
  };

  /** Counters of a campaign, recounted from what the tables hold. */
  const recount = async (campaignId: string): Promise<Record<string, bigint>> => {
    const sums: Record<string, bigint> = {};
    for (const { table, item } of await everything()) {
      if (table !== 'messages' && table !== 'orders') continue;
      for (const { subject, counters } of contributions(table, item)) {
        if (subject !== `campaign#${campaignId}`) continue;
        for (const [name, value] of counters) sums[name] = (sums[name] ?? 0n) + value;
      }
    }
    return sums;
  };

  /** Place of the person in the campaign's chunk, as the launcher froze it, and the arm that follows from it. */
  const slot = async (names: Names, campaignId: string) => {
    const rows = await everything();
    const part = chunkIdsKey(bucketOf(`u:${names.id}`), 0);
    const ids = rows.find(
      ({ table, item }) => table === 'sends' && item.campaignId === campaignId && item.part === part,
    );
    const list: unknown = ids?.item.ids;
    const id = Array.isArray(list) ? String(list[1]) : '';
    const row = rows.find(({ table, item }) => table === 'messages' && item.customerId === id);
    return { id, arm: armOf(campaignId, id, { control: 0.5 }), row: row?.item };
  };

  return { put: (item: EventItem) => put(tables.events, { ...item }), arrive, live, found, recount, slot };
};
