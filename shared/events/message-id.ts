import { shortDigest } from '../platform/digest.ts';

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  );
};

/**
 * The messageId of a call that has none: 128 bits of the hash of what was said, whatever the order of its fields. A retry
 * says the same and gets the same id; the time of sending and the write key are no part of what was said.
 */
export const messageIdOf = (type: string, said: Readonly<Record<string, unknown>>): string => {
  const { sentAt: _sent, writeKey: _key, receivedAt: _received, messageId: _none, ...body } = said;
  return `h-${shortDigest(JSON.stringify(sorted({ ...body, type })))}`;
};
