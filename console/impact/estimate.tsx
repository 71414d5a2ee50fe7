import { useFormat } from '../parts/shop.tsx';
import type { ImpactFigures } from './answers.ts';
import { useImpactWords } from './words.ts';

interface EstimateProps {
  readonly estimate: ImpactFigures['net'];
  readonly currency: string;
}

/** A figure with its doubt, or that there is none yet. */
export const Estimate = ({ estimate, currency }: EstimateProps) => {
  const words = useImpactWords();
  const format = useFormat();
  if (!estimate) return <span class="quiet-line">{words.missing}</span>;
  const signed = (amount: number): string => format.money({ amount, currency }, { sign: true });
  const { low, high } = estimate.interval;
  return (
    <>
      <b>{signed(estimate.amount)}</b>
      <small class="below">{words.interval(signed(low), signed(high))}</small>
    </>
  );
};
