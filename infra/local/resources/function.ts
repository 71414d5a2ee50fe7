import * as z from 'zod';
import type { ResourceKind } from '../plan.ts';
import { numeric, object, readProperties } from './properties.ts';

const schema = z.looseObject({
  Code: z.looseObject({ S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string(),
  Timeout: numeric.default(3),
  MemorySize: numeric.default(128),
  ReservedConcurrentExecutions: numeric.optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  Layers: z.array(z.unknown()).max(0).optional(),
  PackageType: z.literal('Zip').optional(),
  DeadLetterConfig: object.optional(),
});

/** AWS::Lambda::Function with a Node.js runtime and a directory asset. */
export const lambdaFunction: ResourceKind = {
  identify: (logicalId, named, { stackName, region, account }) => {
    const name = named('FunctionName') ?? `${stackName}-${logicalId}`.slice(0, 64);
    return { ref: name, attributes: { Arn: `arn:aws:lambda:${region}:${account}:function:${name}` } };
  },
  add: (plan, { logicalId, owner, identity, properties }, place) => {
    const lambda = readProperties(schema, owner, properties);
    if (!lambda.Runtime.startsWith('nodejs'))
      throw new Error(`${owner}: runtime '${lambda.Runtime}' does not run here; use nodejs.`);
    const directory = place.assetDirectory(lambda.Code.S3Key);
    if (directory === undefined)
      throw new Error(`${owner}: no asset directory for '${lambda.Code.S3Key}'; use Code.fromAsset(directory).`);
    // CDK's apiEndpoint is an attribute, but its url joins the id into AWS's own host name: both mean the local front.
    const cloudHost = /https:\/\/[\w-]+\.execute-api\.[\w.-]+\.amazonaws\.com/g;
    const environment = Object.entries(lambda.Environment?.Variables ?? {}).map(
      ([name, value]) => [name, value.replace(cloudHost, place.apiUrl)] as const,
    );
    plan.functions.push({
      logicalId,
      name: identity.ref,
      arn: identity.attributes.Arn ?? '',
      directory,
      handler: lambda.Handler,
      timeoutMs: lambda.Timeout * 1000,
      memoryMb: lambda.MemorySize,
      ...(lambda.ReservedConcurrentExecutions === undefined
        ? {}
        : { concurrency: lambda.ReservedConcurrentExecutions }),
      environment: Object.fromEntries(environment),
    });
  },
};
