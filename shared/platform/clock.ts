/** Milliseconds since 1970-01-01T00:00:00Z. Pure code takes `now` as an argument; only wiring holds a clock. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** ISO 8601 in UTC with milliseconds; strings of this form sort in time order. */
export const toIso = (ms: number): string => new Date(ms).toISOString();

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Epoch seconds, the unit of DynamoDB's time to live. */
export const toEpochSeconds = (ms: number): number => Math.floor(ms / SECOND);
