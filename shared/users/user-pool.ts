import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  ListUsersCommand,
  ListUsersInGroupCommand,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import { toIso } from '../platform/clock.ts';
import { DangolError, quote } from '../platform/errors.ts';
import { ROLES, type Role } from '../settings/roles.ts';
import { roleOfGroups, type User, type UserState } from './user.ts';

/** The most that Cognito lists at once. */
const PAGE = 60;

const errorNamed = (error: unknown, ...names: string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/** What Cognito says of a request that was wrong, in our words; the rest is ours to log. */
const translate = (error: unknown, name: string): unknown => {
  const say = (code: 'not_found' | 'conflict' | 'invalid' | 'unavailable', message: string) =>
    new DangolError(code, message, { cause: error });
  if (errorNamed(error, 'UserNotFoundException'))
    return say('not_found', `There is no user ${quote(name)}; GET /v1/users lists them.`);
  if (errorNamed(error, 'UsernameExistsException', 'AliasExistsException'))
    return say('conflict', `A user has the name ${quote(name)} or that email already; GET /v1/users lists them.`);
  if (errorNamed(error, 'UnsupportedUserStateException'))
    return say('conflict', `The user ${quote(name)} has signed in already; there is no invitation to send again.`);
  if (errorNamed(error, 'CodeDeliveryFailureException'))
    return say('invalid', `The invitation of ${quote(name)} could not be sent; check the email address.`);
  if (errorNamed(error, 'TooManyRequestsException', 'LimitExceededException'))
    return say('unavailable', 'Too many changes of users at once; try again.');
  if (errorNamed(error, 'InvalidParameterException') && error instanceof Error)
    return say('invalid', `The user pool refuses this: ${error.message}`);
  return error;
};

type Raw = Pick<UserType, 'Username' | 'Enabled' | 'UserStatus' | 'UserCreateDate'>;

const userOf = (raw: Raw, attributes: readonly AttributeType[] | undefined, role: Role | undefined): User => {
  const invited: UserState = raw.UserStatus === 'FORCE_CHANGE_PASSWORD' ? 'invited' : 'active';
  return {
    name: raw.Username ?? '',
    email: attributes?.find(({ Name }) => Name === 'email')?.Value ?? '',
    state: raw.Enabled === false ? 'disabled' : invited,
    role,
    createdAt: toIso(raw.UserCreateDate?.getTime() ?? 0),
  };
};

/** The people of a Cognito user pool; a role is the membership of the group of that name. */
export const createUserPool = (cognito: CognitoIdentityProviderClient, poolId: string) => {
  const pool = { UserPoolId: poolId };

  const told = async <Answer>(name: string, call: Promise<Answer>): Promise<Answer> => {
    try {
      return await call;
    } catch (error) {
      throw translate(error, name);
    }
  };

  const membersOf = async (role: Role): Promise<UserType[]> => {
    const found: UserType[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await cognito.send(
        new ListUsersInGroupCommand({ ...pool, GroupName: role, Limit: PAGE, NextToken }),
      );
      found.push(...(answer.Users ?? []));
      NextToken = answer.NextToken;
    } while (NextToken);
    return found;
  };

  /** A page of at most 60; four calls for the groups instead of one per person. */
  const list = async (limit: number, after?: string): Promise<{ users: User[]; next?: string }> => {
    const [answer, ...groups] = await Promise.all([
      told('', cognito.send(new ListUsersCommand({ ...pool, Limit: Math.min(limit, PAGE), PaginationToken: after }))),
      ...ROLES.map(async (role) => ({ role, names: new Set((await membersOf(role)).map(({ Username }) => Username)) })),
    ]);
    const roleIn = (name: string | undefined) =>
      roleOfGroups(groups.filter(({ names }) => names.has(name)).map(({ role }) => role));
    const users = (answer.Users ?? []).map((raw) => userOf(raw, raw.Attributes, roleIn(raw.Username)));
    return { users, ...(answer.PaginationToken ? { next: answer.PaginationToken } : {}) };
  };

  const groupsOf = async (name: string): Promise<string[]> => {
    const answer = await told(name, cognito.send(new AdminListGroupsForUserCommand({ ...pool, Username: name })));
    return (answer.Groups ?? []).map(({ GroupName }) => GroupName ?? '');
  };

  /** Throws 404. */
  const get = async (name: string): Promise<User> => {
    const [raw, groups] = await Promise.all([
      told(name, cognito.send(new AdminGetUserCommand({ ...pool, Username: name }))),
      groupsOf(name),
    ]);
    return userOf(raw, raw.UserAttributes, roleOfGroups(groups));
  };

  /** Names of the admins who can sign in. */
  const admins = async (): Promise<string[]> =>
    (await membersOf('admin')).filter(({ Enabled }) => Enabled !== false).map(({ Username }) => Username ?? '');

  /** Into one group and out of the others, in that order: a crash between leaves too much rather than a person locked out. */
  const setRole = async (name: string, role: Role): Promise<void> => {
    const before = await groupsOf(name);
    if (!before.includes(role))
      await told(name, cognito.send(new AdminAddUserToGroupCommand({ ...pool, Username: name, GroupName: role })));
    for (const GroupName of before.filter((group) => group !== role && ROLES.some((known) => known === group)))
      await told(name, cognito.send(new AdminRemoveUserFromGroupCommand({ ...pool, Username: name, GroupName })));
  };

  /** Creates the person and sends the invitation with a temporary password. Throws 409 for a name or email in use. */
  const invite = async (name: string, email: string, role: Role): Promise<void> => {
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
    ];
    await told(
      name,
      cognito.send(
        new AdminCreateUserCommand({ ...pool, Username: name, UserAttributes, DesiredDeliveryMediums: ['EMAIL'] }),
      ),
    );
    await setRole(name, role);
  };

  /** A new temporary password for somebody who has not signed in yet. */
  const remind = async (name: string): Promise<void> => {
    await told(
      name,
      cognito.send(
        new AdminCreateUserCommand({
          ...{ ...pool, Username: name, MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] },
        }),
      ),
    );
  };

  /** No new token from now on; those given stay valid until they end, at most 15 minutes. */
  const disable = async (name: string): Promise<void> => {
    await told(name, cognito.send(new AdminDisableUserCommand({ ...pool, Username: name })));
    await told(name, cognito.send(new AdminUserGlobalSignOutCommand({ ...pool, Username: name })));
  };

  const enable = async (name: string): Promise<void> => {
    await told(name, cognito.send(new AdminEnableUserCommand({ ...pool, Username: name })));
  };

  return { list, get, admins, setRole, invite, remind, disable, enable };
};

export type UserPool = ReturnType<typeof createUserPool>;
