import { createEventStore } from '../../shared/events/event-store.ts';
import { createRateGate } from '../../shared/events/rate-gate.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createApiKeyStore } from '../../shared/settings/api-key-store.ts';
import { createKeyRateStore } from '../../shared/settings/key-rate-store.ts';
import { createAccessTokens } from '../../shared/users/access-token.ts';
import { createCallers } from '../../shared/users/callers.ts';
import { createDeviceClaims } from './device-claims.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
/** Few tries: a sender hangs up after ten seconds, and after a 429 it comes back by itself. */
const MAX_ATTEMPTS = 4;
const dynamo = createDynamo(MAX_ATTEMPTS);

/** Few calls show a member's device: the client is loaded by the first of them. */
let known: (() => Promise<string>) | undefined;
const signingKey = async (): Promise<string> => {
  if (!known) {
    const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const { createSigningKey } = await import('../../shared/platform/signing-key.ts');
    known = createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN);
  }
  return known();
};

export const handler = createHandler({
  clock: systemClock,
  // An admin who imports a file in the console sends it in their own name.
  keys: createCallers(
    createApiKeyStore(dynamo, environment.DEFINITIONS_TABLE, systemClock),
    createAccessTokens(environment.USERS_ISSUER, environment.USERS_CLIENT_ID),
  ),
  events: createEventStore(dynamo, environment.EVENTS_TABLE),
  gate: createRateGate(systemClock),
  rates: createKeyRateStore(dynamo, environment.DEFINITIONS_TABLE, systemClock),
  claims: createDeviceClaims(signingKey),
});
