import * as z from 'zod';
import { ROLES, type Role } from '../settings/roles.ts';

/** `invited`: has not signed in yet; `disabled`: gets no new token. */
export const USER_STATES = ['invited', 'active', 'disabled'] as const;
export type UserState = (typeof USER_STATES)[number];

/** A person who signs in. */
export interface User {
  /** What stands in `by`, the access log and the audit log; never given to somebody else. */
  readonly name: string;
  readonly email: string;
  readonly state: UserState;
  /** The highest of the person's groups; `undefined` for somebody who may do nothing. */
  readonly role: Role | undefined;
  readonly createdAt: string;
}

/** No `@`: Cognito takes a name in the form of an address for the address itself. Lower case, because sign-in ignores case. */
export const userNameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .normalize('NFC')
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,59}$/u, 'has 1 to 60 letters, digits, dots, hyphens or underscores');

export const userEmailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** The highest role among groups; other groups mean nothing. */
export const roleOfGroups = (groups: readonly string[]): Role | undefined =>
  ROLES.findLast((role) => groups.includes(role));
