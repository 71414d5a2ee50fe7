import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createProjectDeps, projectTables } from '../../shared/profiles/project-deps.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);

export const handler = createHandler({
  project: createProjectDeps({
    dynamo: createDynamo(),
    clock: systemClock,
    signingKey: createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN),
    tables: projectTables(environment),
  }),
  clock: systemClock,
});
