import { describe, expect, it } from 'vitest';
import { attackIngest } from '../../support/attack-ingest.ts';
import { collector } from '../../support/collector.ts';

const RUNS = 100_000;

describe('hostile input', () => {
  it(`never breaks ingest in ${RUNS} seeded tries: no 5xx, nothing half-stored, every refusal names a path, memory flat`, async () => {
    const { statuses, stored, heap } = await attackIngest(RUNS, 20_261_123, collector());
    expect([...statuses.keys()].sort()).toEqual([200, 400, 401, 404, 413, 415]);
    expect(stored).toBeGreaterThan(RUNS / 5);
    expect({}).not.toHaveProperty('polluted');
    expect((heap.late - heap.early) / 1024 / 1024).toBeLessThan(16);
  }, 240_000);
});
