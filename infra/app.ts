import { App, Tags } from 'aws-cdk-lib';
import { DangolStack } from './dangol-stack.ts';
import { readOptions } from './options.ts';

const app = new App();

const stack = new DangolStack(app, 'Dangol', {
  options: readOptions((name) => app.node.tryGetContext(name)),
  ...(process.env.CDK_DEFAULT_REGION
    ? {
        env: {
          region: process.env.CDK_DEFAULT_REGION,
          ...(process.env.CDK_DEFAULT_ACCOUNT ? { account: process.env.CDK_DEFAULT_ACCOUNT } : {}),
        },
      }
    : {}),
});
Tags.of(stack).add('application', 'dangol');
app.synth();
