import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { MINUTE } from '../../../shared/platform/clock.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { createLinkSecrets, linkSecretsAt, withLinkKey } from '../../../shared/platform/link-secrets.ts';
import { LINK_KEY, sign, verify } from '../../../shared/tracking/token.ts';

const [FIRST, SECOND, THIRD] = ['ab', 'cd', 'ef'].map((digits) => digits.repeat(32));
const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const secret = JSON.stringify({ signingKey: FIRST, other: 'kept' });

it('a new key signs a quarter of an hour after it was made; the old ones are read for ever', () => {
  expect(linkSecretsAt(secret, NOW)).toEqual({ signs: FIRST, reads: [FIRST] });
  const { text, from } = withLinkKey(secret, SECOND ?? '', NOW);
  expect(from).toBe('2026-11-23T01:15:00.000Z');
  expect(JSON.parse(text)).toMatchObject({ signingKey: FIRST, other: 'kept' });
  expect(linkSecretsAt(text, NOW)).toEqual({ signs: FIRST, reads: [SECOND, FIRST] });
  const later = withLinkKey(text, THIRD ?? '', NOW + 60 * MINUTE).text;
  expect(linkSecretsAt(later, NOW + 60 * MINUTE).signs).toBe(SECOND);
  expect(linkSecretsAt(later, NOW + 75 * MINUTE)).toEqual({ signs: THIRD, reads: [THIRD, SECOND, FIRST] });
});

it('a link signed before two rotations is read, one of a key that was taken out is not', () => {
  const link = { kind: 'u', ref: 'winback_03_0_7' } as const;
  const keyOf = (hex: string) => deriveKey(hex, LINK_KEY);
  const token = sign(keyOf(linkSecretsAt(secret, NOW).signs), link);
  const text = withLinkKey(withLinkKey(secret, SECOND ?? '', NOW).text, THIRD ?? '', NOW).text;
  const reads = (now: string, of: string) => linkSecretsAt(now, NOW).reads.some((hex) => verify(keyOf(hex), of));
  expect(reads(text, token)).toBe(true);
  const leaked = sign(keyOf(SECOND ?? ''), link);
  expect(reads(text, leaked)).toBe(true);
  const { linkKeys, ...rest } = JSON.parse(text);
  const without = JSON.stringify({ ...rest, linkKeys: linkKeys.filter(({ key }: { key: string }) => key !== SECOND) });
  expect(reads(without, leaked)).toBe(false);
  expect(reads(without, token)).toBe(true);
});

it('refuses what is no key, and more keys than a secret can hold', () => {
  expect(() => withLinkKey(secret, 'short', NOW)).toThrow('32 bytes');
  let text = secret;
  for (let n = 0; n < 36; n++) text = withLinkKey(text, SECOND ?? '', NOW).text;
  expect(() => withLinkKey(text, SECOND ?? '', NOW)).toThrow('36 keys');
});

it('a worker learns of a new key within five minutes, and goes on with what it knows while the secret cannot be read', async () => {
  let now = NOW;
  let stored: string | undefined = secret;
  let asked = 0;
  const client = new SecretsManagerClient({ region: 'x', credentials: { accessKeyId: 't', secretAccessKey: 't' } });
  client.middlewareStack.add(
    () => async (args) => {
      expect(args.input).toEqual(new GetSecretValueCommand({ SecretId: 'arn' }).input);
      asked += 1;
      if (stored === undefined) throw new Error('away');
      return { output: { $metadata: {}, SecretString: stored }, response: {} };
    },
    { step: 'initialize', name: 'test' },
  );
  const read = createLinkSecrets(client, 'arn', () => now);
  expect((await read()).reads).toEqual([FIRST]);
  stored = withLinkKey(secret, SECOND ?? '', now).text;
  expect((await read()).reads).toEqual([FIRST]);
  expect(asked).toBe(1);
  now += 5 * MINUTE;
  expect((await read()).reads).toEqual([SECOND, FIRST]);
  stored = undefined;
  now += 10 * MINUTE;
  expect((await read()).signs).toBe(SECOND);
});
