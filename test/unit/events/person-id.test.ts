import { describe, expect, it } from 'vitest';
import { idFlaw, messageIdFlaw } from '../../../shared/events/person-id.ts';

describe('an id that a sender may use', () => {
  it.each(['kim', '00123', '김단골', 'a@b.kr', '1', 'u:kim', 'a:1', '🙂', 'nobody-else', 'a'.repeat(256)])(
    'takes %j',
    (id) => {
      expect(idFlaw(id)).toBeUndefined();
      expect(messageIdFlaw(id)).toBeUndefined();
    },
  );

  it.each(['null', 'undefined', 'NaN', '[object Object]', 'None', 'nil', ' NULL ', 'Undefined', '(null)'])(
    'refuses %j for people and messages alike',
    (id) => {
      expect(idFlaw(id)).toContain('stands for "nobody"');
      expect(messageIdFlaw(id)).toContain('stands for "nobody"');
    },
  );

  it.each(['true', 'false', '0', '-1', 'guest', 'anonymous'])('refuses %j for people only', (id) => {
    expect(idFlaw(id)).toContain('nobody');
    expect(messageIdFlaw(id)).toBeUndefined();
  });

  it('refuses the zero UUID, which phones give when tracking is refused', () => {
    expect(idFlaw('00000000-0000-0000-0000-000000000000')).toContain('nobody');
  });

  it.each([
    ['', 'is empty'],
    [' \t ', 'is empty'],
    ['　', 'is empty'],
    ['kim\u0000', 'control character'],
    ['kim\nlee', 'control character'],
    ['kim\ud800', 'surrogate'],
    ['a'.repeat(257), '257 bytes'],
    ['가'.repeat(86), '258 bytes'],
  ])('refuses %j', (id, reason) => {
    expect(idFlaw(id)).toContain(reason);
    expect(messageIdFlaw(id)).toContain(reason);
  });
});
