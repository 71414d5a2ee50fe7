import { describe, expect, it } from 'vitest';
import { guestId } from '../../../shared/imports/guest.ts';

describe('who bought without signing in', () => {
  it('is one person under any notation of one number', () => {
    const ids = ['010-2222-3333', '01022223333', '+82 10 2222 3333', '1022223333'].map((cell) =>
      guestId('phone', cell),
    );
    expect(ids[0]).toMatch(/^guest-/);
    expect(new Set(ids).size).toBe(1);
  });

  it.each(['010-0000-0000', '00000000000', '0000-0000', '010-1111-1111', '9999-9999', '010-****-5678', '-'])(
    'is nobody under %s, which stands for many',
    (cell) => {
      expect(guestId('phone', cell)).toBeUndefined();
    },
  );
});
