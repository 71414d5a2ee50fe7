/** The product's clock: real time plus an offset that lives in shared memory, so that every worker reads a jump at once. */
export interface Clock {
  /** Milliseconds since the epoch on the product's clock. */
  now(): number;
  offset(): number;
  /** Moves the clock forward to `to`; a moment already passed leaves it alone, because it never runs backwards. */
  set(to: number): void;
  readonly shared: SharedArrayBuffer;
}

export function createClock(offset = 0): Clock {
  const shared = new SharedArrayBuffer(8);
  const cell = new Float64Array(shared);
  cell[0] = Math.round(offset);
  const current = (): number => cell[0] ?? 0;
  return {
    shared,
    now: () => Date.now() + current(),
    offset: current,
    set: (to) => {
      cell[0] = Math.max(current(), Math.round(to) - Date.now());
    },
  };
}

/** Makes `Date` of the calling thread follow the shared offset. Only for worker threads: it replaces the global. */
export function followClock(shared: SharedArrayBuffer): () => number {
  const cell = new Float64Array(shared);
  const RealDate = Date;
  const now = (): number => RealDate.now() + (cell[0] ?? 0);
  const ProductDate = new Proxy(RealDate, {
    construct: (target, values, newTarget) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, property) => (property === 'now' ? now : Reflect.get(target, property)),
  });
  Reflect.set(RealDate.prototype, 'constructor', ProductDate);
  globalThis.Date = ProductDate;
  return now;
}
