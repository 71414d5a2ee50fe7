import { DangolError } from '../platform/errors.ts';
import type { Role } from '../settings/roles.ts';
import type { User } from './user.ts';
import type { UserPool } from './user-pool.ts';

interface UserChange {
  readonly role?: Role | undefined;
  readonly enabled?: boolean | undefined;
}

const lastAdmin = (name: string) =>
  new DangolError(
    'conflict',
    `"${name}" is the last admin who can sign in; make somebody else admin first, or nobody could manage users.`,
  );

/**
 * Changes role or access of a person. `by` is the caller's name. Throws 404; 409 for a change that would leave no admin, and for
 * disabling oneself. Looked at before and after, so that two who demote each other at once do not both succeed.
 */
export const changeUser = async (pool: UserPool, name: string, change: UserChange, by: string): Promise<User> => {
  const before = await pool.get(name);
  if (change.enabled === false && before.name === by)
    throw new DangolError('conflict', 'Nobody disables themself; ask another admin.');
  const wasAdmin = before.role === 'admin' && before.state !== 'disabled';
  const loses = wasAdmin && (change.enabled === false || (change.role !== undefined && change.role !== 'admin'));
  const others = async () => (await pool.admins()).filter((admin) => admin !== before.name);
  if (loses && (await others()).length === 0) throw lastAdmin(before.name);

  if (change.enabled === true && before.state === 'disabled') await pool.enable(before.name);
  if (change.role !== undefined && change.role !== before.role) await pool.setRole(before.name, change.role);
  if (change.enabled === false && before.state !== 'disabled') await pool.disable(before.name);

  if (loses && (await others()).length === 0) {
    await pool.setRole(before.name, 'admin');
    await pool.enable(before.name);
    throw lastAdmin(before.name);
  }
  return pool.get(before.name);
};
