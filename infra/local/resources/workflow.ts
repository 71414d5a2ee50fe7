import * as z from 'zod';
import type { ResourceKind } from '../plan.ts';
import { numeric, object, readProperties } from './properties.ts';

const scheduleSchema = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  GroupName: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.string(), MaximumWindowInMinutes: numeric.optional() }),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    RetryPolicy: object.optional(),
    DeadLetterConfig: object.optional(),
  }),
});

/** AWS::Scheduler::Schedule whose target is a function or a state machine. */
export const schedule: ResourceKind = {
  identify: (logicalId, named, { stackName, region, account }) => {
    const name = named('Name') ?? `${stackName}-${logicalId}`.slice(0, 64);
    const group = named('GroupName') ?? 'default';
    return { ref: name, attributes: { Arn: `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}` } };
  },
  add: (plan, { owner, identity, properties }) => {
    const { State, ScheduleExpression, ScheduleExpressionTimezone, Target } = readProperties(
      scheduleSchema,
      owner,
      properties,
    );
    if (State === 'DISABLED') return;
    plan.schedules.push({
      name: identity.ref,
      expression: ScheduleExpression,
      timezone: ScheduleExpressionTimezone,
      targetArn: Target.Arn,
      ...(Target.Input === undefined ? {} : { input: Target.Input }),
    });
  },
};

const machineSchema = z.looseObject({
  DefinitionString: z.string().optional(),
  Definition: object.optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
  StateMachineType: z.literal('STANDARD').optional(),
});

/** AWS::StepFunctions::StateMachine, standard, definition within the template. */
export const stateMachine: ResourceKind = {
  identify: (logicalId, named, { stackName, region, account }) => {
    const name = named('StateMachineName') ?? `${stackName}-${logicalId}`.slice(0, 80);
    const arn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    return { ref: arn, attributes: { Arn: arn, Name: name } };
  },
  add: (plan, { owner, identity, properties }) => {
    const machine = readProperties(machineSchema, owner, properties);
    const text = machine.DefinitionString ?? JSON.stringify(machine.Definition ?? {});
    const definition = text.replace(
      /\$\{(\w+)\}/g,
      (whole, name: string) => machine.DefinitionSubstitutions[name] ?? whole,
    );
    plan.stateMachines.push({
      name: identity.attributes.Name ?? '',
      arn: identity.ref,
      definition: readProperties(object, owner, JSON.parse(definition)),
    });
  },
};
