import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { HOUR } from '../../../shared/platform/clock.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import {
  KEY_STATES,
  type KeyRow,
  keyIdOf,
  keyNameSchema,
  keyOf,
  keySourceSchema,
  makeSecret,
  stateOf,
} from '../../../shared/settings/api-key.ts';
import { createApiKeyStore } from '../../../shared/settings/api-key-store.ts';
import { ROLE_SCOPES, ROLES, roleOf, SCOPES, type Scope } from '../../../shared/settings/roles.ts';
import type { Services } from '../services.ts';

/** Hours that a replaced key stays valid unless told: a day to put the new one in place. */
const GRACE_HOURS = 24;

const viewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `null` for a key that only sends events. */
  role: z.enum(ROLES).nullable(),
  scopes: z.array(z.enum(SCOPES)),
  source: z.string(),
  eventsPerSecond: z.number().nullable(),
  state: z.enum(KEY_STATES),
  createdAt: z.string(),
  createdBy: z.string().nullable(),
  /** UTC day. */
  lastUsedOn: z.string().nullable(),
  validUntil: z.string().nullable(),
  replacedBy: z.string().nullable(),
});

const madeSchema = viewSchema.extend({
  /** `null` in the answer to a repeated Idempotency-Key: a secret is shown once. */
  secret: z.string().nullable(),
});

const newKeySchema = z
  .strictObject({
    name: keyNameSchema,
    role: z.enum(ROLES).optional(),
    scopes: z
      .array(z.enum(['write', 'personal', 'send']))
      .max(3)
      .default([]),
    /** The name unless told, cut to 40 characters. */
    source: keySourceSchema.optional(),
    eventsPerSecond: z.number().int().min(1).max(10_000).optional(),
  })
  .superRefine(({ role, scopes, eventsPerSecond }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (role === undefined && scopes.length === 0)
      refuse(
        'role',
        'give a role, or the scope "write" for a key that sends events, or "send" for one that sends messages',
      );
    if (scopes.includes('write') && (role !== undefined || scopes.some((scope) => scope !== 'write')))
      refuse('scopes', 'a key that sends events may stand in a web page and must open nothing else; make a second key');
    if (eventsPerSecond !== undefined && !scopes.includes('write'))
      refuse('eventsPerSecond', 'is for keys with the scope "write"');
  });

export const keyRoutes = ({ dynamo, environment, clock }: Services): readonly Route[] => {
  const keys = createApiKeyStore(dynamo, environment.DEFINITIONS_TABLE, clock);

  const view = (row: KeyRow): z.infer<typeof viewSchema> => {
    const { id, name, scopes, source } = keyOf(row);
    return {
      ...{ id, name, role: roleOf(scopes) ?? null, scopes: [...scopes], source },
      eventsPerSecond: row.eventsPerSecond ?? null,
      state: stateOf(row, clock()),
      createdAt: row.createdAt,
      createdBy: row.createdBy ?? null,
      lastUsedOn: row.lastUsedOn ?? null,
      validUntil: row.validUntil ?? null,
      replacedBy: row.replacedBy ?? null,
    };
  };

  return [
    route({
      method: 'GET',
      path: '/v1/keys',
      scope: 'admin',
      tag: 'keys',
      summary: 'Keys with what they may do and the day of their last use; no secrets',
      query: z.object(pageQuery),
      answer: listOf(viewSchema),
      handle: async ({ query }) => {
        const after = query.cursor === undefined ? undefined : fromCursor(z.string(), query.cursor);
        const { rows, next } = await keys.list(query.limit, after);
        return { body: { data: rows.map(view), nextCursor: next === undefined ? null : toCursor(next) } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/keys',
      scope: 'admin',
      tag: 'keys',
      summary: 'Make a key; its secret is in this answer and nowhere else',
      body: newKeySchema,
      answer: madeSchema,
      handle: async ({ body, key }) => {
        const { name, role, source = name.slice(0, 40), eventsPerSecond } = body;
        const scopes: Scope[] = [...new Set([...(role === undefined ? [] : ROLE_SCOPES[role]), ...body.scopes])];
        await keys.checkName(name);
        const secret = makeSecret(scopes);
        const row = await keys.create(secret, { name, scopes, source, eventsPerSecond, createdBy: key?.name });
        const made = view(row);
        return { status: 201, body: { ...made, secret }, repeat: { ...made, secret: null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/keys/{id}/rotate',
      scope: 'admin',
      tag: 'keys',
      summary: 'A new secret; the old one stays valid for `graceHours` (24 unless told)',
      body: z
        .strictObject({ graceHours: z.number().min(0).max(168).default(GRACE_HOURS) })
        .default({ graceHours: GRACE_HOURS }),
      answer: madeSchema.extend({ replaces: viewSchema }),
      handle: async ({ params, body, key }) => {
        const found = await keys.get(params.id ?? '');
        const secret = makeSecret(found.scopes);
        const { old, row } = await keys.rotate(
          keyIdOf(found.definitionId),
          secret,
          body.graceHours * HOUR,
          key?.name ?? '',
        );
        const made = { ...view(row), replaces: view(old) };
        return { status: 201, body: { ...made, secret }, repeat: { ...made, secret: null } };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/keys/{id}',
      scope: 'admin',
      tag: 'keys',
      summary: 'Revoke a key; every part of the service refuses it within a minute',
      handle: async ({ params, key }) => {
        const id = params.id ?? '';
        // Whoever revokes the last admin key by mistake could make no other.
        if (id === key?.id) {
          throw new DangolError('conflict', 'This call was signed with that very key; revoke it with another one.');
        }
        await keys.revoke(id);
        return {};
      },
    }),
  ];
};
