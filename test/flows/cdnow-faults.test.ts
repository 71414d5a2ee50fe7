import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCdnow } from '../support/cdnow.ts';
import { importThroughFaults } from '../support/cdnow-fault-story.ts';
import { sharedData } from '../support/shared-data.ts';

const file = sharedData('cdnow_sample.csv');

/** The rows of every fourth customer; the whole files are for the long run (test:faults). */
const quarterOf = (path: string): string => {
  const [header = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const kept = rows.filter((row) => Number(row.split(',')[1]) % 4 === 0);
  const quarter = join(mkdtempSync(join(tmpdir(), 'dangol-quarter-')), 'cdnow_quarter.csv');
  writeFileSync(quarter, `${[header, ...kept].join('\n')}\n`);
  return quarter;
};

describe.skipIf(!file)('a power cut in the middle of an import, on a stack full of faults', () => {
  it('loses no event of a quarter of the CDNOW sample', async () => {
    const quarter = quarterOf(file ?? '');
    const people = readCdnow(quarter, 'sample_id');
    expect(people).toHaveLength(589);
    await importThroughFaults({ file: quarter, idColumn: 'sample_id', people });
  }, 600_000);
});
