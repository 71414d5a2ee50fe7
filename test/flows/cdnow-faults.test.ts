import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCdnow } from '../support/cdnow.ts';
import { importThroughFaults } from '../support/cdnow-fault-story.ts';
import { sharedData } from '../support/shared-data.ts';

const file = sharedData('cdnow_sample.csv');

/** The rows of every eighth customer; the whole files are for the long run (test:faults). */
const eighthOf = (path: string): string => {
  const [header = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const kept = rows.filter((row) => Number(row.split(',')[1]) % 8 === 0);
  const eighth = join(mkdtempSync(join(tmpdir(), 'dangol-eighth-')), 'cdnow_eighth.csv');
  writeFileSync(eighth, `${[header, ...kept].join('\n')}\n`);
  return eighth;
};

describe.skipIf(!file)('a power cut in the middle of an import, on a stack full of faults', () => {
  it('loses no event of an eighth of the CDNOW sample', async () => {
    const eighth = eighthOf(file ?? '');
    const people = readCdnow(eighth, 'sample_id');
    expect(people).toHaveLength(294);
    await importThroughFaults({ file: eighth, idColumn: 'sample_id', people });
  }, 600_000);
});
