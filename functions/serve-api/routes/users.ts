import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createApiKeyStore } from '../../../shared/settings/api-key-store.ts';
import { ROLES } from '../../../shared/settings/roles.ts';
import { changeUser } from '../../../shared/users/change-user.ts';
import { USER_STATES, type User, userEmailSchema, userNameSchema } from '../../../shared/users/user.ts';
import { createUserPool } from '../../../shared/users/user-pool.ts';
import type { Services } from '../services.ts';

const viewSchema = z.object({
  name: z.string(),
  email: z.string(),
  /** `null` for somebody who may do nothing yet. */
  role: z.enum(ROLES).nullable(),
  state: z.enum(USER_STATES),
  createdAt: z.string(),
});

const view = ({ name, email, role, state, createdAt }: User): z.infer<typeof viewSchema> => ({
  ...{ name, email, state, createdAt },
  role: role ?? null,
});

const changeSchema = z
  .strictObject({ role: z.enum(ROLES).optional(), enabled: z.boolean().optional() })
  .refine(({ role, enabled }) => role !== undefined || enabled !== undefined, 'give role, enabled or both');

export const userRoutes = ({ dynamo, cognito, environment, clock }: Services): readonly Route[] => {
  const pool = createUserPool(cognito, environment.USER_POOL_ID);
  const keys = createApiKeyStore(dynamo, environment.DEFINITIONS_TABLE, clock);
  const nameOf = (params: Readonly<Record<string, string>>): string => params.name ?? '';

  return [
    route({
      method: 'GET',
      path: '/v1/users',
      scope: 'admin',
      tag: 'users',
      summary: 'People who sign in, with their role; at most 60 at once',
      query: z.object(pageQuery),
      answer: listOf(viewSchema),
      handle: async ({ query }) => {
        const after = query.cursor === undefined ? undefined : fromCursor(z.string(), query.cursor);
        const { users, next } = await pool.list(query.limit, after);
        return { body: { data: users.map(view), nextCursor: next === undefined ? null : toCursor(next) } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/users',
      scope: 'admin',
      tag: 'users',
      summary: 'Invite a person by email; the invitation holds a temporary password for 7 days',
      body: z.strictObject({ name: userNameSchema, email: userEmailSchema, role: z.enum(ROLES) }),
      answer: viewSchema,
      handle: async ({ body: { name, email, role } }) => {
        // `by` says a name: it must not be a key's and a person's at once.
        await keys.checkName(name);
        await pool.invite(name, email, role);
        return { status: 201, body: view(await pool.get(name)) };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/users/{name}',
      scope: 'admin',
      tag: 'users',
      summary: 'One person who signs in',
      answer: viewSchema,
      handle: async ({ params }) => ({ body: view(await pool.get(nameOf(params))) }),
    }),
    route({
      method: 'PUT',
      path: '/v1/users/{name}',
      scope: 'admin',
      tag: 'users',
      summary: 'Change role or access; in force with the next token, 15 minutes later at most',
      body: changeSchema,
      answer: viewSchema,
      handle: async ({ params, body, key }) => ({
        body: view(await changeUser(pool, nameOf(params), body, key?.name ?? '')),
      }),
    }),
    route({
      method: 'POST',
      path: '/v1/users/{name}/invite',
      scope: 'admin',
      tag: 'users',
      summary: 'Send the invitation again, with a new temporary password',
      handle: async ({ params }) => {
        await pool.remind(nameOf(params));
        return {};
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/users/{name}',
      scope: 'admin',
      tag: 'users',
      summary: 'Disable a person and end every session; PUT {"enabled": true} undoes it',
      handle: async ({ params, key }) => {
        await changeUser(pool, nameOf(params), { enabled: false }, key?.name ?? '');
        return {};
      },
    }),
  ];
};
