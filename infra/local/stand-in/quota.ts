const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/** Counts recipients over the last second and the last 24 hours of the product's clock. */
export function createQuota(clock: () => number) {
  let second = { from: Number.NEGATIVE_INFINITY, recipients: 0 };
  /** Recipients per started second, oldest first, and their sum. */
  const day = new Map<number, number>();
  let dayTotal = 0;
  const roll = () => {
    const now = clock();
    if (now - second.from >= SECOND_MS || now < second.from) second = { from: now, recipients: 0 };
    for (const [from, recipients] of day) {
      if (from > now - DAY_MS) break;
      day.delete(from);
      dayTotal -= recipients;
    }
  };
  return {
    sentLast24Hours(): number {
      roll();
      return dayTotal;
    },
    faultOf(recipients: number, limits: { maxSendRate: number; max24HourSend: number }): string | undefined {
      roll();
      if (second.recipients + recipients > limits.maxSendRate) return 'Maximum sending rate exceeded.';
      if (dayTotal + recipients > limits.max24HourSend) return 'Daily message quota exceeded.';
      return undefined;
    },
    count(recipients: number): void {
      roll();
      second.recipients += recipients;
      day.set(second.from, (day.get(second.from) ?? 0) + recipients);
      dayTotal += recipients;
    },
  };
}
