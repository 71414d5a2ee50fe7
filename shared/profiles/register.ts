/** A value with its clock: the latest by (time, messageId) wins. */
export interface Register<Value> {
  readonly at: string;
  readonly id: string;
  readonly value: Value;
}

/** Commutes, and asks nothing but the two clocks: equal clocks are one event. */
export const newer = <Value>(
  left: Register<Value> | undefined,
  right: Register<Value> | undefined,
): Register<Value> | undefined => {
  if (!left || !right) return left ?? right;
  if (left.at !== right.at) return left.at > right.at ? left : right;
  return left.id >= right.id ? left : right;
};
