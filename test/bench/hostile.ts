import { attackIngest } from '../support/attack-ingest.ts';
import { collector } from '../support/collector.ts';
import type { Figure } from './figure.ts';
import { sized } from './sizes.ts';

const RUNS = sized(1_000_000, 5_000);
const SEED = 1_000_003;

/** A million seeded requests of strangers into the ingest function; a flaw ends the benchmark with the request that showed it. */
export const measureHostile = async (): Promise<Figure[]> => {
  const { statuses, stored, heap } = await attackIngest(RUNS, SEED, collector());
  const figure = {
    section: 'Hostile input',
    basis: `${RUNS} requests of seed ${SEED}; none answered 5xx, none half-stored.`,
  };
  return [
    ...[...statuses]
      .sort()
      .map(([status, count]) => ({ ...figure, name: `answered ${status}`, value: count, unit: '' })),
    { ...figure, name: 'events stored', value: stored, unit: '' },
    { ...figure, name: 'growth of the heap', value: (heap.late - heap.early) / 1024 / 1024, unit: 'MB' },
  ];
};
