import { describe, expect, it } from 'vitest';
import { keyNameSchema, makeSecret } from '../../../shared/settings/api-key.ts';
import { allows, ROLE_SCOPES, ROLES, roleOf, SCOPES, whoMay } from '../../../shared/settings/roles.ts';

describe('roles', () => {
  it('each may do all that the one before it may', () => {
    for (const [index, role] of ROLES.entries()) {
      for (const lower of ROLES.slice(0, index)) {
        for (const needed of ROLE_SCOPES[lower]) expect(allows(ROLE_SCOPES[role], needed)).toBe(true);
      }
    }
  });

  it('divide the calls as the table says', () => {
    const may = Object.fromEntries(
      ROLES.map((role) => [role, SCOPES.filter((needed) => allows(ROLE_SCOPES[role], needed)).join(' ')]),
    );
    expect(may).toEqual({
      viewer: 'read',
      author: 'read author',
      approver: 'read author approve',
      admin: 'write read personal send author approve admin',
    });
  });

  it('are told from scopes, and nobody is more than his scopes', () => {
    for (const role of ROLES) expect(roleOf(ROLE_SCOPES[role])).toBe(role);
    expect(roleOf(['write'])).toBeUndefined();
    expect(roleOf([])).toBeUndefined();
    expect(roleOf(['read', 'personal'])).toBe('viewer');
    // Approval alone makes no approver: the role drafts as well.
    expect(roleOf(['read', 'approve'])).toBe('viewer');
  });

  it('are named to who lacks them', () => {
    expect(whoMay('read')).toBe('the role "viewer" or a higher one');
    expect(whoMay('approve')).toBe('the role "approver" or a higher one');
    expect(whoMay('admin')).toBe('the role "admin"');
    expect(whoMay('personal')).toBe('a key with the scope "personal", or the role "admin"');
  });
});

describe('a new key', () => {
  it('has a secret of its own that says what it opens', () => {
    const secrets = new Set(Array.from({ length: 100 }, () => makeSecret(['write'])));
    expect(secrets.size).toBe(100);
    for (const secret of secrets) expect(secret).toMatch(/^dangol_write_[\w-]{32}$/);
    expect(makeSecret(ROLE_SCOPES.approver)).toMatch(/^dangol_approver_/);
  });

  it.each(['', '   ', 'a\r\nSet-Cookie: x=1', 'a\u0000b', 'web\u202egro', 'zero\u200bwidth', '\u2028', 'x'.repeat(61)])(
    'is not named %j',
    (name) => {
      expect(keyNameSchema.safeParse(name).success).toBe(false);
    },
  );

  it('may have a Korean name with a smile, in one spelling', () => {
    expect(keyNameSchema.parse(' 매장 키 🙂 ')).toBe('매장 키 🙂');
    expect(keyNameSchema.parse('키'.normalize('NFD'))).toBe('키');
  });
});
