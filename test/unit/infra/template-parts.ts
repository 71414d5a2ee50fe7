import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

const statementSchema = z.object({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
const policySchema = z.object({
  PolicyDocument: z.object({ Statement: z.array(statementSchema) }),
  Roles: z.array(z.object({ Ref: z.string() })),
});
const functionSchema = z.object({
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

export interface Statement {
  readonly actions: readonly string[];
  /** Each resource as it stands in the template, as JSON. */
  readonly resources: readonly string[];
  readonly conditional: boolean;
}

export interface TemplateFunction {
  /** Logical id without CDK's hash. */
  readonly name: string;
  readonly logicalId: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly statements: readonly Statement[];
}

/** CloudFormation's name without the hash that CDK adds. */
export const plainName = (logicalId: string): string => logicalId.slice(0, -8);

const statementsByRole = (template: Template): Map<string, Statement[]> => {
  const found = new Map<string, Statement[]>();
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::Policy'))) {
    const { PolicyDocument, Roles } = policySchema.parse(Properties);
    const statements = PolicyDocument.Statement.map(({ Action, Resource, Condition }) => ({
      actions: [Action].flat(),
      resources: (Array.isArray(Resource) ? Resource : [Resource]).map((one) => JSON.stringify(one)),
      conditional: Condition !== undefined,
    }));
    for (const { Ref } of Roles) found.set(Ref, [...(found.get(Ref) ?? []), ...statements]);
  }
  return found;
};

/** Every function with what its role allows. */
export const functionsOf = (template: Template): TemplateFunction[] => {
  const statements = statementsByRole(template);
  return Object.entries(template.findResources('AWS::Lambda::Function')).map(([logicalId, { Properties }]) => {
    const { Role, Environment } = functionSchema.parse(Properties);
    return {
      name: plainName(logicalId),
      logicalId,
      variables: Environment.Variables,
      statements: statements.get(Role['Fn::GetAtt'][0]) ?? [],
    };
  });
};

/** Every statement of the stack, whoever's role it is in. */
export const statementsOf = (template: Template): Statement[] => [...statementsByRole(template).values()].flat();
