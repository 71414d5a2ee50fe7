import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExportsPlace } from '../../../shared/erasure/exports-place.ts';
import { eventItem } from '../../../shared/events/event.ts';
import { partFile } from '../../../shared/exports/export-files.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createExportMemory } from '../../support/export-memory.ts';

const NOW = Date.parse('2026-11-22T05:00:00.000Z');

describe('an erased person', () => {
  let database: TestDynamo;
  beforeAll(async () => {
    database = await startDynamo(['events']);
  });
  afterAll(() => database?.stop());

  it('leaves the files of every day on which something came in, under every id; others stay, and so do other days', async () => {
    const event = (person: string, receivedAt: string) => {
      const item = eventItem({ person, messageId: receivedAt, type: 'track', at: receivedAt, receivedAt, body: {} });
      return database.dynamo.send(new PutCommand({ TableName: database.tables.events, Item: item }));
    };
    await event('u:kim', '2026-03-01T16:30:00.000Z');
    await event('a:tab', '2026-05-05T01:00:00.000Z');
    const files = createExportMemory();
    const row = (customer_id: string, sent_as = customer_id) => ({ customer_id, sent_as });
    const mixed = partFile('events', '2026-03-02', 7, 0);
    const own = partFile('events', '2026-05-05', 1, 0);
    const recent = partFile('events', '2026-11-21', 2, 3);
    const untouched = partFile('events', '2026-01-01', 0, 0);
    await files.put('events', mixed, [row('lee'), row('kim'), row('park')]);
    await files.put('events', own, [row('someone', 'a:tab')]);
    await files.put('events', recent, [row('lee'), row('kim', 'a:tab')]);
    await files.put('events', untouched, [row('lee')]);

    const place = createExportsPlace(database.dynamo, database.tables.events, files, () => NOW);
    const targets = { ids: ['u:kim', 'a:tab'], lost: [], aliases: [], addresses: [], segments: [] };
    const eraseAll = async (): Promise<number> => {
      let count = 0;
      for await (const removal of place.removals(targets)) {
        await removal();
        count += 1;
      }
      return count;
    };
    expect(await eraseAll()).toBe(3);
    expect(Object.fromEntries(files.stored)).toEqual({
      [mixed]: [row('lee'), row('park')],
      [recent]: [row('lee')],
      [untouched]: [row('lee')],
    });
    expect(await eraseAll()).toBe(0);
  });
});
