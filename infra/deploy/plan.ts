import type { Answers } from './answers.ts';

/** A command of the deployment: run as it stands, without a shell. */
export interface Step {
  readonly why: string;
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
}

interface Known {
  /** Whether `cdk bootstrap` was done for the account and region. */
  readonly bootstrapped: boolean;
}

/** The steps of a deployment in order; making the plan does nothing. */
export const planDeploy = ({ region, options }: Answers, { bootstrapped }: Known): Step[] => {
  const environment = { AWS_REGION: region, AWS_DEFAULT_REGION: region, CDK_DEFAULT_REGION: region };
  const context = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [
    {
      why: 'Bundle the functions and the console',
      command: ['node', 'infra/tools/bundle.ts'],
      environment: {},
    },
    ...(bootstrapped
      ? []
      : [
          {
            why: 'Prepare the account and region for CDK, once',
            command: ['cdk', 'bootstrap'] satisfies [string, ...string[]],
            environment,
          },
        ]),
    {
      why: 'Create or change the stack; what it would change in permissions is shown before',
      command: ['cdk', 'deploy', 'Dangol', '--outputs-file', 'cdk.out/outputs.json', ...context],
      environment,
    },
  ];
};

/** A word as a shell reads it back. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command as somebody would type it. */
export const shellLine = ({ command, environment }: Step): string =>
  [...Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`), ...command.map(quoted)].join(' ');
