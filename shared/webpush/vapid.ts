import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Clock, HOUR, SECOND } from '../platform/clock.ts';
import { createKeptSecret } from '../platform/kept-secret.ts';

/** The shop's key towards push services (RFC 8292): browsers subscribe to its public half. */
export interface VapidKey {
  /** P-256, 32 bytes, base64url; empty until one was made. */
  readonly privateKey: string;
}

const keySchema = z.object({ privateKey: z.string().default('') });
/** The secret of the providers, of which this is a part. */
const secretSchema = z.object({ vapid: keySchema.default({ privateKey: '' }) });

export const vapidKeyIn = (secret: unknown): VapidKey => secretSchema.parse(secret).vapid;

/** Reads the key; never a setting, for settings can be read with a key of the API. */
export const createVapidKey = (client: SecretsManagerClient, arn: string, clock: Clock): (() => Promise<VapidKey>) =>
  createKeptSecret({ client, arn, clock }, 'The secret of the providers', vapidKeyIn);

/** A token is good for a day at most (section 2); some services want less. */
const LIFE = 12 * HOUR;

const SCALAR = /^[\w-]{43}$/;

/** Public half, uncompressed, base64url: what a page subscribes with. Nothing for a key that is none. */
export const publicKeyOf = ({ privateKey }: VapidKey): string | undefined => {
  if (!SCALAR.test(privateKey)) return undefined;
  try {
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(privateKey, 'base64url');
    return pair.getPublicKey('base64url');
  } catch {
    return undefined;
  }
};

/** Names an application server key (base64url) in a token: eight signs of its hash. */
export const keyMark = (publicKey: string): string =>
  createHash('sha256').update(publicKey).digest('base64url').slice(0, 8);

/** A new key. */
export const makeVapidKey = (): VapidKey => {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // A scalar may begin with zeros, which `getPrivateKey` leaves out.
  return {
    privateKey: Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
      .subarray(-32)
      .toString('base64url'),
  };
};

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

interface Claim {
  readonly key: VapidKey;
  readonly publicKey: string;
  readonly endpoint: string;
  /** Whom the push service may write to: `mailto:` or https. */
  readonly contact: string;
}

/** `Authorization` of one message: a JWT by ES256 for the service's origin, and the key (RFC 8292 sections 2 and 3). */
export const vapidHeader = ({ key, publicKey, endpoint, contact }: Claim, now: number): string => {
  const point = Buffer.from(publicKey, 'base64url');
  const jwk = {
    ...{ kty: 'EC', crv: 'P-256', d: key.privateKey },
    ...{ x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') },
  };
  const claims = { aud: new URL(endpoint).origin, exp: Math.floor((now + LIFE) / SECOND), sub: contact };
  const body = `${encoded({ typ: 'JWT', alg: 'ES256' })}.${encoded(claims)}`;
  const signer = createPrivateKey({ key: jwk, format: 'jwk' });
  const signature = sign('sha256', Buffer.from(body), { key: signer, dsaEncoding: 'ieee-p1363' });
  return `vapid t=${body}.${signature.toString('base64url')}, k=${publicKey}`;
};
