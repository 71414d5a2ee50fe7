import { describe, expect, it } from 'vitest';
import { readCdnow } from '../support/cdnow.ts';
import { surviveFaults } from '../support/cdnow-fault-story.ts';
import { sharedData } from '../support/shared-data.ts';

const file = sharedData('cdnow_master.csv');

describe.skipIf(!file)('a power cut in the middle of import and campaign, on a stack full of faults', () => {
  it('loses no event of the whole CDNOW file and sends no mail twice', async () => {
    const { sent, unknown } = await surviveFaults({
      file: file ?? '',
      idColumn: 'customer_id',
      people: readCdnow(file ?? '', 'customer_id'),
    });
    expect(sent + unknown).toBeGreaterThan(300);
  });
});
