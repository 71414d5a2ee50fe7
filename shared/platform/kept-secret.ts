import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Clock, MINUTE } from './clock.ts';
import { parseJson } from './parse.ts';

/** How long a secret is kept: a key that was changed is used within this time. */
const KEEP = 5 * MINUTE;

/** Reads a JSON secret and keeps what `parse` makes of it for five minutes; a failure is not kept. `what` names it in errors. */
export const createKeptSecret = <Value>(
  { client, arn, clock }: { readonly client: SecretsManagerClient; readonly arn: string; readonly clock: Clock },
  what: string,
  parse: (json: unknown) => Value,
): (() => Promise<Value>) => {
  let known: { readonly secret: Promise<Value>; readonly until: number } | undefined;
  const read = async (): Promise<Value> => {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return parse(parseJson(answer.SecretString ?? '', what));
  };
  return () => {
    if (known === undefined || clock() >= known.until || clock() < known.until - KEEP) {
      const secret = read();
      known = { secret, until: clock() + KEEP };
      secret.catch(() => {
        known = undefined;
      });
    }
    return known.secret;
  };
};
