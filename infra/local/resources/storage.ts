import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ResourceKind } from '../plan.ts';
import { createRandom } from '../random.ts';
import { flag, numeric, readProperties } from './properties.ts';

/** AWS::S3::Bucket. */
export const bucket: ResourceKind = {
  identify: (logicalId, named, { stackName, region }) => {
    const name = named('BucketName') ?? `${stackName}-${logicalId}`.toLowerCase().slice(0, 63);
    const domain = `${name}.s3.${region}.amazonaws.com`;
    const attributes = { Arn: `arn:aws:s3:::${name}`, DomainName: domain, RegionalDomainName: domain };
    return { ref: name, attributes };
  },
  add: (plan, { identity }) => {
    plan.buckets.push(identity.ref);
  },
};

const secretSchema = z.looseObject({
  SecretString: z.string().optional(),
  GenerateSecretString: z
    .looseObject({
      SecretStringTemplate: z.string().optional(),
      GenerateStringKey: z.string().optional(),
      PasswordLength: numeric.default(32),
      ExcludeCharacters: z.string().default(''),
      ExcludeLowercase: flag.default(false),
      ExcludeNumbers: flag.default(false),
      ExcludePunctuation: flag.default(false),
      ExcludeUppercase: flag.default(false),
    })
    .optional(),
});

type Generator = NonNullable<z.infer<typeof secretSchema>['GenerateSecretString']>;

function generate(options: Generator, seed: string): string {
  const alphabet = [
    options.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    options.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    options.ExcludeNumbers ? '' : '0123456789',
    options.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  ].join('');
  const allowed = [...alphabet].filter((character) => !options.ExcludeCharacters.includes(character));
  const random = createRandom(seed);
  const password = Array.from(
    { length: options.PasswordLength },
    () => allowed[Math.floor(random() * allowed.length)],
  ).join('');
  if (options.GenerateStringKey === undefined) return password;
  const template: unknown = JSON.parse(options.SecretStringTemplate ?? '{}');
  return JSON.stringify({
    ...z.record(z.string(), z.unknown()).parse(template),
    [options.GenerateStringKey]: password,
  });
}

/** AWS::SecretsManager::Secret. The value is a function of the name, so a kept data folder can read what it signed before. */
export const secret: ResourceKind = {
  identify: (logicalId, named, { stackName, region, account }) => {
    const name = named('Name') ?? `${stackName}-${logicalId}`;
    const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6);
    const arn = `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`;
    return { ref: arn, attributes: { Id: arn, Name: name } };
  },
  add: (plan, { owner, identity, properties }) => {
    const secret = readProperties(secretSchema, owner, properties);
    const name = identity.attributes.Name ?? '';
    const generated = secret.GenerateSecretString === undefined ? '' : generate(secret.GenerateSecretString, name);
    plan.secrets.push({ arn: identity.ref, name, value: secret.SecretString ?? generated });
  },
};
