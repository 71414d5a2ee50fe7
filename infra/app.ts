import { App, Tags } from 'aws-cdk-lib';
import { DangolStack } from './dangol-stack.ts';

const app = new App();
const stage = String(app.node.tryGetContext('stage') ?? 'production');

/** `-c shortUrl=https://dgl.kr` */
const shortUrl: unknown = app.node.tryGetContext('shortUrl');

const stack = new DangolStack(app, 'Dangol', {
  stage,
  ...(typeof shortUrl === 'string' ? { shortUrl: shortUrl.replace(/\/+$/, '') } : {}),
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
