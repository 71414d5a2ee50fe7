interface Interval {
  readonly low: number;
  readonly high: number;
}

interface IntervalBarProps {
  readonly value: number;
  readonly interval: Interval;
  /** Largest distance from nought that is drawn, so that several bars have one scale. */
  readonly reach: number;
  /** Read in place of the drawing. */
  readonly label: string;
}

const WIDTH = 200;
const HEIGHT = 18;

/** A difference with its interval around nought: on one side of the line it is more than chance. */
export const IntervalBar = ({ value, interval, reach, label }: IntervalBarProps) => {
  const place = (at: number): number => {
    const share = reach === 0 ? 0 : Math.max(-1, Math.min(1, at / reach));
    return WIDTH / 2 + (share * (WIDTH - 12)) / 2;
  };
  const { low, high } = interval;
  const side = low > 0 ? 'above' : high < 0 ? 'below' : 'both';
  return (
    <svg class={`interval-bar ${side}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <path class="axis" d={`M${WIDTH / 2} 0V${HEIGHT}`} />
      <path class="span" d={`M${place(low)} ${HEIGHT / 2}H${place(high)}`} />
      <circle cx={place(value)} cy={HEIGHT / 2} r="4.5" />
    </svg>
  );
};
