import * as z from 'zod';
import type { ResourceKind } from '../plan.ts';
import { numeric, readProperties } from './properties.ts';

/** AWS::Cognito::UserPool. Its id is a function of its name, so that kept data finds it again. */
export const userPool: ResourceKind = {
  identify: (logicalId, named, { stackName, region, account, loginEndpoint }) => {
    const name = named('UserPoolName') ?? `${stackName}-${logicalId}`;
    const id = `${region}_${name.replace(/[^A-Za-z0-9]/g, '').slice(0, 40)}`;
    const attributes = {
      Arn: `arn:aws:cognito-idp:${region}:${account}:userpool/${id}`,
      ProviderName: `cognito-idp.${region}.amazonaws.com/${id}`,
      ProviderURL: `${loginEndpoint}/${id}`,
      UserPoolId: id,
    };
    return { ref: id, attributes };
  },
  add: (plan, { identity }) => {
    plan.userPools.push({ id: identity.ref, groups: [], clients: [] });
  },
};

const groupSchema = z.looseObject({ UserPoolId: z.string(), GroupName: z.string() });

/** AWS::Cognito::UserPoolGroup. */
export const userPoolGroup: ResourceKind = {
  identify: (logicalId, named) => ({ ref: named('GroupName') ?? logicalId, attributes: {} }),
  add: (plan, { owner, properties }) => {
    const { UserPoolId, GroupName } = readProperties(groupSchema, owner, properties);
    plan.userPools.find(({ id }) => id === UserPoolId)?.groups.push(GroupName);
  },
};

/** CloudFormation gives each life in the unit that stands beside it. */
const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
const unit = z.enum(['seconds', 'minutes', 'hours', 'days']);
const clientSchema = z.looseObject({
  UserPoolId: z.string(),
  CallbackURLs: z.array(z.string()).default([]),
  LogoutURLs: z.array(z.string()).default([]),
  AccessTokenValidity: numeric.default(60),
  RefreshTokenValidity: numeric.default(30 * 24 * 60),
  TokenValidityUnits: z
    .looseObject({ AccessToken: unit.default('minutes'), RefreshToken: unit.default('minutes') })
    .default({ AccessToken: 'minutes', RefreshToken: 'minutes' }),
});

/** AWS::Cognito::UserPoolClient with the authorization code flow. */
export const userPoolClient: ResourceKind = {
  identify: (logicalId, _named, { stackName }) => {
    const id = `${stackName}${logicalId}`.toLowerCase().replace(/[^a-z0-9]/g, '');
    return { ref: id, attributes: { ClientId: id } };
  },
  add: (plan, { owner, identity, properties }) => {
    const client = readProperties(clientSchema, owner, properties);
    plan.userPools
      .find(({ id }) => id === client.UserPoolId)
      ?.clients.push({
        id: identity.ref,
        callbacks: client.CallbackURLs,
        logouts: client.LogoutURLs,
        accessSeconds: client.AccessTokenValidity * UNITS[client.TokenValidityUnits.AccessToken],
        refreshSeconds: client.RefreshTokenValidity * UNITS[client.TokenValidityUnits.RefreshToken],
      });
  },
};

/** AWS::Cognito::UserPoolDomain: the sign-in pages, at an address of AWS that the plan turns into the local one. */
export const userPoolDomain: ResourceKind = {
  identify: (logicalId, named) => ({ ref: named('Domain') ?? logicalId, attributes: {} }),
  add: (plan, { identity }, { region, loginEndpoint }) => {
    plan.addresses.push({ deployed: `https://${identity.ref}.auth.${region}.amazoncognito.com`, local: loginEndpoint });
  },
};
