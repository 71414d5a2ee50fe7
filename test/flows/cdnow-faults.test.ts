import { describe, expect, it } from 'vitest';
import { readCdnow } from '../support/cdnow.ts';
import { surviveFaults } from '../support/cdnow-fault-story.ts';
import { sharedData } from '../support/shared-data.ts';

const file = sharedData('cdnow_sample.csv');

describe.skipIf(!file)('a power cut in the middle of import and campaign, on a stack full of faults', () => {
  it('loses no event of the 1/10 CDNOW sample and sends no mail twice', async () => {
    const { sent, unknown } = await surviveFaults({
      file: file ?? '',
      idColumn: 'sample_id',
      people: readCdnow(file ?? '', 'sample_id'),
    });
    expect(sent + unknown).toBeGreaterThan(30);
  }, 600_000);
});
