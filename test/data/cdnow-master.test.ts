import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countBy, readCdnow, segmentsOf } from '../support/cdnow.ts';
import { createCdnowStory } from '../support/cdnow-story.ts';
import { rfmTable } from '../support/rfm-report.ts';
import { sharedData } from '../support/shared-data.ts';
import { freePort, type StackProcess, startStackProcess } from '../support/stack-process.ts';

const file = sharedData('cdnow_master.csv');

describe.skipIf(!file)('the whole CDNOW file through the product', () => {
  const people = readCdnow(file ?? '', 'customer_id');
  const story = createCdnowStory({
    file: file ?? '',
    idColumn: 'customer_id',
    people,
    folder: mkdtempSync(join(tmpdir(), 'dangol-cdnow-')),
  });
  let stack: StackProcess;

  beforeAll(async () => {
    stack = await startStackProcess({ port: await freePort() });
  });
  afterAll(() => stack?.stop());

  it('has 23,570 customers whose orders and revenue equal a straight sum of the file', async () => {
    expect(people.length).toBe(23_570);
    await story.configure(stack.url, 'rank');
    await story.importOrders(stack.url);
    await story.drain(stack.url);
    await story.expectSums(stack.url);
  });

  it('changes nothing when it is imported again', async () => {
    await story.importOrders(stack.url);
    await story.drain(stack.url);
    await story.expectSums(stack.url);
  });

  it('has a score for every customer, the one that the definition gives', async () => {
    await story.importContacts(stack.url);
    await story.drain(stack.url);
    await story.recompute(stack.url);
    await story.expectSegments(stack.url, 'rank');
    await story.expectRetention(stack.url);
  });

  it.each(['ntile', 'rank'] as const)(
    'gives the RFM table of a straight count from the report, by %s',
    async (scoring) => {
      // Nothing is published of the whole file in this form; the sample's tables are (test/flows/cdnow-sample.test.ts).
      const table = await rfmTable(stack.url, { scoring, frequency: 'days' }, '1998-07-01');
      const segments = [...segmentsOf(people, scoring).values()];
      const counted = countBy(segments.map((segment) => (segment === 'lost' ? 'hibernating' : segment)));
      expect(
        Object.entries(table)
          .filter(([, count]) => count > 0)
          .sort(),
      ).toEqual([...counted].sort());
    },
  );

  it('sends exactly one mail to each member of rfm:at_risk who has an address and consents', async () => {
    await story.launch(stack.url);
    await story.drain(stack.url);
    expect(await story.expectMails(stack.url)).toBeGreaterThan(300);
  });
});
