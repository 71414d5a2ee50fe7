import * as z from 'zod';
import type { ResourceKind } from '../plan.ts';
import { flag, numeric, object, readProperties } from './properties.ts';

const names = z.array(z.string()).default([]);
const apiSchema = z.looseObject({
  ProtocolType: z.literal('HTTP'),
  CorsConfiguration: z
    .strictObject({
      AllowOrigins: names,
      AllowMethods: names,
      AllowHeaders: names,
      ExposeHeaders: names,
      AllowCredentials: flag.default(false),
      MaxAge: numeric.optional(),
    })
    .optional(),
});

/** AWS::ApiGatewayV2::Api, protocol HTTP: one per stack, because there is one local front. */
export const httpApi: ResourceKind = {
  identify: (logicalId, _named, place) => {
    const id = `${place.stackName}${logicalId}`
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 30);
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: place.apiUrl } };
  },
  add: (plan, { owner, properties }) => {
    const { CorsConfiguration: cors } = readProperties(apiSchema, owner, properties);
    if (cors === undefined) return;
    plan.cors = {
      origins: cors.AllowOrigins,
      methods: cors.AllowMethods,
      headers: cors.AllowHeaders,
      exposed: cors.ExposeHeaders,
      credentials: cors.AllowCredentials,
      ...(cors.MaxAge === undefined ? {} : { maxAgeSeconds: cors.MaxAge }),
    };
  },
};

const integrationSchema = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  IntegrationMethod: z.string().optional(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: numeric.optional(),
});

/** AWS::ApiGatewayV2::Integration: a function behind payload format 2.0. */
export const integration: ResourceKind = {
  identify: (logicalId) => ({ ref: logicalId, attributes: { IntegrationId: logicalId } }),
  add: (plan, { owner, identity, properties }) => {
    const { IntegrationUri } = readProperties(integrationSchema, owner, properties);
    const arn = /arn:aws:lambda:[\w-]+:\d+:function:[\w-]+/.exec(IntegrationUri)?.[0];
    if (arn === undefined) throw new Error(`${owner}: IntegrationUri '${IntegrationUri}' names no function.`);
    plan.integrations.set(`integrations/${identity.ref}`, arn);
  },
};

const routeSchema = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.literal('NONE').optional(),
  OperationName: z.string().optional(),
  AuthorizationScopes: z.array(object).max(0).optional(),
});

/** AWS::ApiGatewayV2::Route without authorizer: keys are checked by the functions. */
export const route: ResourceKind = {
  identify: (logicalId) => ({ ref: logicalId, attributes: { RouteId: logicalId } }),
  add: (plan, { owner, properties }) => {
    const { RouteKey, Target } = readProperties(routeSchema, owner, properties);
    plan.routes.push({ routeKey: RouteKey, target: Target });
  },
};
