import { Aws, Duration, Fn } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolDomain,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { ROLES } from '../../shared/settings/roles.ts';
import { houseOf } from '../house/house.ts';

/** People who sign in, and what functions need to know of them. */
export interface Users {
  readonly pool: UserPool;
  /** The console's client. */
  readonly clientId: string;
  /** Base URL of the sign-in pages and the token endpoint, without trailing slash. */
  readonly loginUrl: string;
}

/** A token cannot be called back: whoever is disabled or demoted keeps what it says for so long at most. */
const TOKEN_LIFE = Duration.minutes(15);
/** A working day; then the password is asked for again. */
const SESSION_LIFE = Duration.hours(12);

/** Users with a group per role, and the pages where they sign in. Invited by an admin, never by themselves. */
export const createUsers = (scope: Construct, publicUrl: string): Users => {
  const house = houseOf(scope);
  const pool = new UserPool(scope, 'Users', {
    selfSignUpEnabled: false,
    signInAliases: { username: true, email: true },
    signInCaseSensitive: false,
    autoVerify: { email: true },
    keepOriginal: { email: true },
    standardAttributes: { email: { required: true, mutable: true } },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(7),
    },
    // Authenticator apps only: text messages cost and can be intercepted.
    mfa: Mfa.OPTIONAL,
    mfaSecondFactor: { sms: false, otp: true },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    featurePlan: FeaturePlan.ESSENTIALS,
    userInvitation: {
      emailSubject: '단골 콘솔에 초대합니다 · Your Dangol account',
      emailBody: `<p>단골 콘솔 계정이 만들어졌습니다. 사용자 이름은 <b>{username}</b>, 임시 비밀번호는 <b>{####}</b>입니다.<br>${publicUrl} 에서 7일 안에 로그인하고 새 비밀번호를 정하세요.</p><p>Your user name is <b>{username}</b>, your temporary password <b>{####}</b>. Sign in at ${publicUrl} within 7 days and choose a new one.</p>`,
    },
    deletionProtection: house.stage === 'production',
    removalPolicy: house.stateful,
  });
  for (const [index, role] of ROLES.entries()) {
    // The lowest number is the highest role.
    new UserPoolGroup(scope, `Group${role}`, { userPool: pool, groupName: role, precedence: ROLES.length - index });
  }

  const home = `${publicUrl}/`;
  const client = new UserPoolClient(scope, 'ConsoleClient', {
    userPool: pool,
    // A page keeps no secret; the code is bound to the browser by PKCE (RFC 7636).
    generateSecret: false,
    authFlows: { userSrp: true },
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID],
      callbackUrls: [home],
      logoutUrls: [home],
    },
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    accessTokenValidity: TOKEN_LIFE,
    idTokenValidity: TOKEN_LIFE,
    refreshTokenValidity: SESSION_LIFE,
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
  });
  const domain = new UserPoolDomain(scope, 'SignIn', {
    userPool: pool,
    // Unique in the region and the same at every deploy: the last part of the stack's own id.
    cognitoDomain: { domainPrefix: `dangol-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}` },
    managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  });
  // Without a style the newer sign-in pages are not shown at all.
  new CfnManagedLoginBranding(scope, 'SignInStyle', {
    userPoolId: pool.userPoolId,
    clientId: client.userPoolClientId,
    useCognitoProvidedValues: true,
  }).node.addDependency(domain);

  return { pool, clientId: client.userPoolClientId, loginUrl: domain.baseUrl() };
};
