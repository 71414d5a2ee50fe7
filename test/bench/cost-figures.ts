import { millionPrices } from '../../infra/cost/cost-table.ts';
import { countCost } from './count-cost.ts';
import type { Figure } from './figure.ts';

const BASIS =
  'Units and invocations counted on the local stack, priced for Seoul (infra/cost/prices.ts); npm run bench:cost prints the tables of the README from the same counts.';

/** What a million of each costs. */
export const figureCost = async (): Promise<Figure[]> =>
  millionPrices(await countCost()).map(({ what, usd, used }) => ({
    ...{ section: 'Cost of a million', name: what, value: usd, unit: 'USD', basis: BASIS },
    parts: {
      'units written, of one': used.write,
      'units read, of one': used.read,
      'invocations, of one': used.invocations,
    },
  }));
