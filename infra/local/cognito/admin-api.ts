import * as z from 'zod';
import { bodyOf, jsonError, jsonReply, operationOf } from '../stand-in/json-api.ts';
import type { HttpReply, HttpRequest } from '../stand-in/server.ts';
import type { Directory, LocalUser } from './directory.ts';

const requestSchema = z.object({
  UserPoolId: z.string(),
  Username: z.string().min(1).max(128).optional(),
  GroupName: z.string().optional(),
  UserAttributes: z.array(z.object({ Name: z.string(), Value: z.string().optional() })).default([]),
  MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
  Limit: z.number().int().min(1).max(60).default(60),
  PaginationToken: z.string().optional(),
  NextToken: z.string().optional(),
});
type Request = z.infer<typeof requestSchema>;

const fail = (type: string, message: string): HttpReply => jsonError('1.1', type, message);

const view = (user: LocalUser) => ({
  Username: user.name,
  Attributes: [
    { Name: 'sub', Value: user.sub },
    { Name: 'email', Value: user.email },
    { Name: 'email_verified', Value: 'true' },
  ],
  Enabled: user.enabled,
  UserStatus: user.status,
  UserCreateDate: user.createdAt / 1000,
  UserLastModifiedDate: user.changedAt / 1000,
});

const pageOf = (users: readonly LocalUser[], limit: number, token: string | undefined) => {
  const from = Number(token ?? 0);
  const next = from + limit < users.length ? String(from + limit) : undefined;
  return { Users: users.slice(from, from + limit).map(view), next };
};

/** What the product calls of Cognito's user pools API, in its JSON protocol. `groups` of a pool that does not exist is undefined. */
export function createAdminApi(
  directory: Directory,
  clock: () => number,
  groupsOf: (pool: string) => readonly string[] | undefined,
) {
  const invite = (request: Request): HttpReply => {
    const { UserPoolId: pool, Username = '', UserAttributes, MessageAction } = request;
    const email = UserAttributes.find(({ Name }) => Name === 'email')?.Value;
    const found = directory.find(pool, Username);
    if (MessageAction === 'RESEND') {
      if (found === undefined) return fail('UserNotFoundException', 'User does not exist.');
      return found.status === 'CONFIRMED'
        ? fail('UnsupportedUserStateException', 'Resend not possible. User is not in FORCE_CHANGE_PASSWORD state.')
        : jsonReply('1.1', { User: view(found) });
    }
    if (found !== undefined) return fail('UsernameExistsException', 'User account already exists');
    if (Username.includes('@'))
      return fail(
        'InvalidParameterException',
        'Username cannot be of email format, since user pool is configured for email alias.',
      );
    if (email === undefined) return fail('InvalidParameterException', 'Attribute email is required.');
    if (directory.find(pool, email) !== undefined)
      return fail('UsernameExistsException', 'An account with the email already exists.');
    return jsonReply('1.1', { User: view(directory.add(pool, Username, email)) });
  };

  /** Operations on one person who exists. */
  const change = (operation: string, user: LocalUser, { GroupName = '' }: Request): HttpReply | undefined => {
    switch (operation) {
      case 'AdminGetUser': {
        const { Attributes, ...rest } = view(user);
        return jsonReply('1.1', { ...rest, UserAttributes: Attributes });
      }
      case 'AdminListGroupsForUser':
        return jsonReply('1.1', { Groups: user.groups.map((name) => ({ GroupName: name })) });
      case 'AdminAddUserToGroup':
        directory.change(user, { groups: [...new Set([...user.groups, GroupName])] });
        return jsonReply('1.1', {});
      case 'AdminRemoveUserFromGroup':
        directory.change(user, { groups: user.groups.filter((name) => name !== GroupName) });
        return jsonReply('1.1', {});
      case 'AdminDisableUser':
        directory.change(user, { enabled: false });
        return jsonReply('1.1', {});
      case 'AdminEnableUser':
        directory.change(user, { enabled: true });
        return jsonReply('1.1', {});
      case 'AdminUserGlobalSignOut':
        directory.change(user, { signedOutAt: clock() });
        return jsonReply('1.1', {});
      default:
        return undefined;
    }
  };

  return (request: HttpRequest): HttpReply => {
    const operation = operationOf(request);
    const parsed = requestSchema.safeParse(bodyOf(request));
    if (!parsed.success) return fail('InvalidParameterException', z.prettifyError(parsed.error));
    const { UserPoolId: pool, Username, GroupName, Limit, PaginationToken, NextToken } = parsed.data;
    const groups = groupsOf(pool);
    if (groups === undefined) return fail('ResourceNotFoundException', `User pool ${pool} does not exist.`);
    if (GroupName !== undefined && !groups.includes(GroupName))
      return fail('ResourceNotFoundException', 'Group not found.');
    if (operation === 'AdminCreateUser') return invite(parsed.data);
    if (operation === 'ListUsers') {
      const { Users, next } = pageOf(directory.of(pool), Limit, PaginationToken);
      return jsonReply('1.1', { Users, PaginationToken: next });
    }
    if (operation === 'ListUsersInGroup') {
      const inGroup = directory.of(pool).filter(({ groups }) => groups.includes(GroupName ?? ''));
      const { Users, next } = pageOf(inGroup, Limit, NextToken);
      return jsonReply('1.1', { Users, NextToken: next });
    }
    const user = directory.find(pool, Username ?? '');
    if (user === undefined) return fail('UserNotFoundException', 'User does not exist.');
    return (
      change(operation, user, parsed.data) ??
      fail('UnknownOperationException', `The local user pool does not have '${operation}'.`)
    );
  };
}
