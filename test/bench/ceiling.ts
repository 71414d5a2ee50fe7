import { costCeiling } from '../support/cost-ceiling.ts';
import type { Figure } from './figure.ts';

/** Spend, reach and extra orders of the sample campaign by each way to choose the channel; counts, not timed. */
export const countCeiling = async (): Promise<Figure[]> => {
  const { audience, rows } = costCeiling();
  return rows.flatMap(({ name, reach, spend, extraOrders }) =>
    (
      [
        ['reach', reach, 'people'],
        ['spend', spend, 'won'],
        ['extra orders', extraOrders, 'orders'],
      ] as const
    ).map(([what, value, unit]) => ({
      ...{ section: 'ceiling', name: `${name}: ${what}`, value, unit },
      basis: `${audience} one-time buyers of the sample shop, planted habits`,
    })),
  );
};
