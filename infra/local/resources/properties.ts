import * as z from 'zod';

/** CloudFormation gives numbers and booleans as such or as strings. */
export const numeric = z.coerce.number();
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
export const object = z.record(z.string(), z.unknown());

/** Parses the properties of a resource; the message names the resource, the property and the value received. */
export function readProperties<S extends z.ZodType>(schema: S, owner: string, properties: unknown): z.infer<S> {
  const result = schema.safeParse(properties);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'properties'}: ${issue.message}`);
  throw new Error(`${owner}: the local runner cannot read ${problems.join('; ')}.`);
}

/** Last part of an ARN: the name of the queue or topic. */
export function nameOfArn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
