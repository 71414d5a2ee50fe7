import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Dangol } from './dangol.ts';
import type { DangolOptions } from './options.ts';

/** Dangol as a stack of its own: what `npm run deploy` deploys. */
export class DangolStack extends Stack {
  constructor(scope: Construct, id: string, { options, ...props }: StackProps & { readonly options: DangolOptions }) {
    super(scope, id, { description: 'Dangol: serverless CRM analytics and messaging', ...props });
    // CDK leaves `Default` out of names, so that an operator reads `Ingest` and not the construct's id before each.
    new Dangol(this, 'Default', options);
  }
}
