import { expect } from 'vitest';
import { arrivalOf, hasArrived } from '../../shared/delivery/arrival.ts';
import { triedOf } from '../../shared/delivery/chain.ts';
import type { Message } from '../../shared/delivery/message.ts';
import type { FaultChannel } from './fault-channels.ts';

/**
 * Whoever was written to by two ways was not known to have been reached by the first: `toldAt` says when word of an arrival was heard, ISO 8601,
 * where that may be later than the arrival. Where silence calls for nothing, the first is known to have failed.
 */
export const expectNoneTooMany = (
  id: string,
  { fallback = [] }: Pick<FaultChannel, 'fallback'>,
  rows: readonly Message[],
  toldAt: (ref: string) => string | undefined = () => undefined,
): { readonly arrivedTwice: number } => {
  const ways = rows.map((row) => triedOf(row));
  for (const tried of ways) {
    for (const [place, way] of fallback.entries()) {
      const next = tried.get(place + 1);
      if (next?.handedOverAt === undefined) continue;
      for (let link = 0; link <= place; link++) {
        const before = tried.get(link);
        if (!before || before.status === 'skipped') continue;
        const on = way.on ?? ['noDelivery'];
        if (link === place && !on.includes('noDelivery'))
          expect(arrivalOf(before).kind, `${id}: ${before.ref}`).toBe('failed');
        if (!hasArrived(before)) continue;
        const told = toldAt(before.ref) ?? before.deliveredAt ?? '';
        expect(told >= next.handedOverAt, `${id}: ${before.ref} had arrived`).toBe(true);
      }
    }
  }
  return { arrivedTwice: ways.filter((tried) => [...tried.values()].filter(hasArrived).length > 1).length };
};
