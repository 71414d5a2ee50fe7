import { describe, expect, it } from 'vitest';
import { keepFor } from '../../../shared/delivery/keep-for.ts';
import { HOUR } from '../../../shared/platform/clock.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { receiver } from './receiver.ts';

const hours = (at: string, fields: Parameters<typeof receiver>[0] = {}): number =>
  keepFor(receiver({ channel: 'push', now: Date.parse(at), ...fields }), DEFAULT_SETTINGS) / HOUR;

describe('how long Firebase may hold a notification for a phone that is off', () => {
  it('is over before the night begins', () => {
    expect(hours('2026-11-23T10:00:00+09:00')).toBeGreaterThan(10);
    expect(hours('2026-11-23T10:00:00+09:00')).toBeLessThanOrEqual(11);
    expect(hours('2026-11-23T20:50:00+09:00')).toBe(0);
  });

  it('is a day for information', () => {
    expect(hours('2026-11-23T20:50:00+09:00', { purpose: 'info' })).toBe(24);
  });

  it('is no longer than the message is of use', () => {
    const expiresAt = Date.parse('2026-11-23T12:00:00+09:00');
    expect(hours('2026-11-23T10:00:00+09:00', { expiresAt })).toBe(2);
    expect(hours('2026-11-23T10:00:00+09:00', { expiresAt, purpose: 'info' })).toBe(2);
  });
});
