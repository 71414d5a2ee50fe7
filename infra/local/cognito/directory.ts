import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { UserPoolPlan } from '../plan.ts';

const userSchema = z.object({
  pool: z.string(),
  name: z.string(),
  sub: z.string(),
  email: z.string(),
  groups: z.array(z.string()),
  enabled: z.boolean(),
  status: z.enum(['FORCE_CHANGE_PASSWORD', 'CONFIRMED']),
  createdAt: z.number(),
  changedAt: z.number(),
  /** Refresh tokens of an earlier time are dead. */
  signedOutAt: z.number().optional(),
});
export type LocalUser = z.infer<typeof userSchema>;

/** The people of the local user pools, kept in `<folder>/users.json`. */
export function openDirectory(options: { clock: () => number; dataDir?: string }) {
  const { clock, dataDir } = options;
  const path = dataDir === undefined ? undefined : join(dataDir, 'users.json');
  const users: LocalUser[] =
    path !== undefined && existsSync(path) ? z.array(userSchema).parse(JSON.parse(readFileSync(path, 'utf8'))) : [];
  const save = (): void => {
    if (path !== undefined) writeFileSync(path, JSON.stringify(users));
  };
  const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

  const find = (pool: string, name: string): LocalUser | undefined =>
    users.find((user) => user.pool === pool && (same(user.name, name) || same(user.email, name)));

  const add = (pool: string, name: string, email: string, groups: string[] = []): LocalUser => {
    const now = clock();
    const status = groups.length > 0 ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
    const user: LocalUser = {
      ...{ pool, name, email, groups, status, sub: randomUUID(), enabled: true, createdAt: now, changedAt: now },
    };
    users.push(user);
    save();
    return user;
  };

  const change = (user: LocalUser, part: Partial<LocalUser>): void => {
    Object.assign(user, part, { changedAt: clock() });
    save();
  };

  /** One person per group, so that every role can be tried. */
  const furnish = ({ id, groups }: UserPoolPlan): void => {
    for (const group of groups) if (find(id, group) === undefined) add(id, group, `${group}@example.com`, [group]);
  };

  return { find, add, change, furnish, of: (pool: string) => users.filter((user) => user.pool === pool) };
}

export type Directory = ReturnType<typeof openDirectory>;
