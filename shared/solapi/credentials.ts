import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { Clock } from '../platform/clock.ts';
import { createKeptSecret } from '../platform/kept-secret.ts';

const secretSchema = z.object({
  /** Of an API key made in the provider's console; empty until somebody fills them in. */
  apiKey: z.string(),
  apiSecret: z.string(),
  /** Shared word of webhooks, set in the provider's console as well. */
  webhookSecret: z.string().min(20),
});
export type SolapiSecret = z.infer<typeof secretSchema>;

/** Reads the provider's secret; never a setting, for settings can be read with a key of the API. */
export const createSolapiSecret = (
  client: SecretsManagerClient,
  arn: string,
  clock: Clock,
): (() => Promise<SolapiSecret>) =>
  createKeptSecret({ client, arn, clock }, 'The secret of Solapi', (json) => secretSchema.parse(json));
