import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { Clock } from '../platform/clock.ts';
import { createKeptSecret } from '../platform/kept-secret.ts';

/** The file of a service account as Firebase hands it out; fields are empty until somebody has put it in. */
const accountSchema = z.object({
  project_id: z.string().default(''),
  client_email: z.string().default(''),
  /** PEM, PKCS #8. */
  private_key: z.string().default(''),
});
/** The secret of the providers, of which this is a part. */
const secretSchema = z.object({ firebase: accountSchema.default(() => accountSchema.parse({})) });
export type ServiceAccount = z.infer<typeof accountSchema>;

export const serviceAccountIn = (secret: unknown): ServiceAccount => secretSchema.parse(secret).firebase;

/** Reads the service account; never a setting, for settings can be read with a key of the API. */
export const createServiceAccount = (
  client: SecretsManagerClient,
  arn: string,
  clock: Clock,
): (() => Promise<ServiceAccount>) =>
  createKeptSecret({ client, arn, clock }, 'The secret of the providers', serviceAccountIn);
