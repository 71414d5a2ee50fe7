import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { emptyPlan, type Place, type Plan } from './plan.ts';
import { resourceKinds } from './resources/registry.ts';
import { createResolver, parseTemplate, type Template } from './template.ts';

export const region = 'ap-northeast-2';
/** The account id of the queue emulator. */
export const account = '000000000000';

const manifestSchema = z.looseObject({
  files: z.record(z.string(), z.looseObject({ source: z.looseObject({ path: z.string(), packaging: z.string() }) })),
});

/**
 * What the template asks for, names resolved.
 * @throws Error naming logical id and type for an unknown resource type or an unresolved reference
 */
export function planTemplate(template: Template, place: Place): Plan {
  const unknown = Object.entries(template.Resources).filter(([, resource]) => !resourceKinds.has(resource.Type));
  if (unknown.length > 0) {
    const named = unknown.map(([id, { Type }]) => `${id} (${Type})`).join(', ');
    throw new Error(
      `The local runner does not know ${named}. Known types: ${[...resourceKinds.keys()].sort().join(', ')}.`,
    );
  }
  const resolver = createResolver({
    template,
    pseudo: {
      'AWS::Region': place.region,
      'AWS::AccountId': place.account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': place.stackName,
      'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.account}:stack/${place.stackName}/local`,
    },
    identify: (logicalId, resource, current) => {
      const owner = `${logicalId} (${resource.Type})`;
      const named = (property: string): string | undefined => {
        const value = current.resolve(resource.Properties[property], owner);
        return typeof value === 'string' ? value : undefined;
      };
      const kind = resourceKinds.get(resource.Type);
      if (kind === undefined) throw new Error(`${owner}: unknown resource type.`);
      return kind.identify(logicalId, named, place);
    },
  });
  const plan = emptyPlan();
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const owner = `${logicalId} (${resource.Type})`;
    if (resource.Condition !== undefined && !resolver.condition(resource.Condition, owner)) continue;
    const kind = resourceKinds.get(resource.Type);
    if (kind?.add === undefined) continue;
    const properties = z.record(z.string(), z.unknown()).parse(resolver.resolve(resource.Properties, owner));
    kind.add(plan, { logicalId, owner, identity: resolver.identity(logicalId, owner), properties }, place);
  }
  const known = new Set(plan.functions.map(({ arn }) => arn));
  const callers = [...plan.streamMappings, ...plan.queueMappings].map(
    ({ id, functionArn }) => [id, functionArn] as const,
  );
  for (const [caller, arn] of [...callers, ...plan.integrations]) {
    if (!known.has(arn)) throw new Error(`${caller}: function '${arn}' is not in the template.`);
  }
  return { ...plan, functions: plan.functions.map((worker) => ({ ...worker, environment: localise(worker, plan) })) };
}

/** A function's environment with the addresses of AWS turned into those of the local services. */
function localise({ environment }: Plan['functions'][number], { addresses }: Plan): Record<string, string> {
  const local = (value: string): string =>
    addresses.reduce((text, { deployed, local }) => text.replaceAll(deployed, local), value);
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, local(value)]));
}

/** Reads `<Stack>.template.json` and the asset manifest beside it; the stack name is the file's. */
export function loadTemplate(path: string): {
  stackName: string;
  template: Template;
  assetDirectory: Place['assetDirectory'];
} {
  if (!existsSync(path)) throw new Error(`No template at ${path}: run 'npm run synth' first.`);
  const stackName = basename(path).replace(/\.template\.json$/, '');
  const directory = dirname(path);
  const manifestPath = join(directory, `${stackName}.assets.json`);
  const manifest = existsSync(manifestPath)
    ? manifestSchema.parse(JSON.parse(readFileSync(manifestPath, 'utf8')))
    : { files: {} };
  return {
    stackName,
    template: parseTemplate(JSON.parse(readFileSync(path, 'utf8'))),
    assetDirectory: (archive) => {
      const source = manifest.files[archive.replace(/\.zip$/, '')]?.source;
      return source?.packaging === 'zip' ? join(directory, source.path) : undefined;
    },
  };
}
