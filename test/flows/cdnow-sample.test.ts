import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCdnow } from '../support/cdnow.ts';
import { createCdnowStory } from '../support/cdnow-story.ts';
import { rfmTable } from '../support/rfm-report.ts';
import { sharedData } from '../support/shared-data.ts';
import { freePort, type StackProcess, startStackProcess } from '../support/stack-process.ts';

const file = sharedData('cdnow_sample.csv');

describe.skipIf(!file)('the 1/10 CDNOW sample through the product', () => {
  const people = readCdnow(file ?? '', 'sample_id');
  const story = createCdnowStory({
    file: file ?? '',
    idColumn: 'sample_id',
    people,
    folder: mkdtempSync(join(tmpdir(), 'dangol-cdnow-')),
  });
  let stack: StackProcess;

  beforeAll(async () => {
    stack = await startStackProcess({ port: await freePort() });
  });
  afterAll(() => stack?.stop());

  it('comes in through the HTTP API: orders and revenue of every customer equal the file', async () => {
    await story.configure(stack.url, 'ntile');
    await story.importOrders(stack.url);
    await story.importContacts(stack.url);
    await story.drain(stack.url);
    await story.expectSums(stack.url);
  });

  it('changes nothing when it is imported again', async () => {
    await story.importOrders(stack.url);
    await story.drain(stack.url);
    await story.expectSums(stack.url);
  });

  it('gives the published RFM tables from the report, and everybody the score behind them, by NTILE and by rank', async () => {
    // ../shared/facts/statistics.md, section 5; frequency in purchase days.
    const by = (scoring: string) => rfmTable(stack.url, { scoring, frequency: 'days' }, '1998-07-01');
    expect(await by('ntile')).toEqual({
      ...{ about_to_sleep: 84, at_risk: 80, cant_lose: 4, champions: 449, hibernating: 860, loyal_customers: 472 },
      ...{ need_attention: 305, new_customers: 0, potential_loyalists: 103, promising: 0 },
    });
    await story.expectSegments(stack.url, 'ntile');
    expect(await by('rank')).toEqual({
      ...{ about_to_sleep: 349, at_risk: 81, cant_lose: 3, champions: 413, hibernating: 869, loyal_customers: 310 },
      ...{ need_attention: 82, new_customers: 0, potential_loyalists: 250, promising: 0 },
    });
    await story.expectSegments(stack.url, 'rank');
  });

  it('gives the published cohort table', async () => {
    // ../shared/facts/statistics.md, section 7: months from 1997-01 to 1998-06.
    expect(await story.expectRetention(stack.url)).toEqual({
      '1997-01': [781, 124, 95, 70, 65, 77, 65, 53, 52, 45, 62, 59, 45, 47, 63, 37, 37, 33],
      '1997-02': [857, 134, 110, 75, 77, 75, 61, 61, 74, 70, 59, 57, 59, 70, 56, 59, 60],
      '1997-03': [719, 87, 84, 78, 63, 64, 55, 57, 73, 65, 47, 51, 78, 32, 38, 45],
    });
  });

  it('sends exactly one mail to each member of rfm:at_risk who has an address and consents', async () => {
    await story.launch(stack.url);
    await story.drain(stack.url);
    expect(await story.expectMails(stack.url)).toBeGreaterThan(30);
  });
});
