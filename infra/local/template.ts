import * as z from 'zod';

/** What other resources see of a resource: the value of Ref and of each attribute of Fn::GetAtt. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const anything = z.record(z.string(), z.unknown());
const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: anything.default({}),
      Metadata: anything.optional(),
      Condition: z.string().optional(),
    }),
  ),
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), anything)).default({}),
  Conditions: anything.default({}),
});

export type Template = z.infer<typeof templateSchema>;
export type TemplateResource = Template['Resources'][string];

export function parseTemplate(value: unknown): Template {
  return templateSchema.parse(value);
}

export interface Resolver {
  /** The value with every intrinsic function replaced; `owner` names the place in messages. */
  resolve(value: unknown, owner: string): unknown;
  condition(name: string, owner: string): boolean;
  identity(logicalId: string, owner: string): Identity;
}

export interface ResolverOptions {
  readonly template: Template;
  readonly pseudo: Readonly<Record<string, string>>;
  /** Values of Fn::ImportValue by export name. */
  readonly imports?: Readonly<Record<string, string>>;
  identify(logicalId: string, resource: TemplateResource, resolver: Resolver): Identity;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Resolves intrinsic functions of a CloudFormation template lazily, without creating anything: physical names and ARNs are
 * functions of the template alone.
 * @throws Error naming the owner, the reference and what is known, for anything that cannot be resolved
 */
export function createResolver(options: ResolverOptions): Resolver {
  const { template } = options;
  const known = new Map<string, Identity>();
  const pending = new Set<string>();

  const fail = (owner: string, what: string, choices: Iterable<string>): never => {
    throw new Error(`${owner}: cannot resolve ${what}. Known: ${[...choices].sort().join(', ') || 'nothing'}.`);
  };

  const identity = (logicalId: string, owner: string): Identity => {
    const found = known.get(logicalId);
    if (found !== undefined) return found;
    const resource = template.Resources[logicalId];
    if (resource === undefined) return fail(owner, `resource '${logicalId}'`, Object.keys(template.Resources));
    if (pending.has(logicalId))
      throw new Error(`${owner}: '${logicalId}' refers to itself: ${[...pending].join(' -> ')}.`);
    pending.add(logicalId);
    const created = options.identify(logicalId, resource, resolver);
    pending.delete(logicalId);
    known.set(logicalId, created);
    return created;
  };

  const ref = (name: string, owner: string): unknown => {
    if (name === 'AWS::NoValue') return undefined;
    const pseudo = options.pseudo[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = template.Parameters[name];
    if (parameter !== undefined) {
      return parameter.Default ?? fail(owner, `parameter '${name}' without Default`, Object.keys(template.Parameters));
    }
    return identity(name, owner).ref;
  };

  const attribute = (path: unknown, owner: string): string => {
    const [logicalId = '', ...rest] = typeof path === 'string' ? path.split('.') : z.array(z.string()).parse(path);
    const attributes = identity(logicalId, owner).attributes;
    const name = rest.join('.');
    const type = template.Resources[logicalId]?.Type ?? '';
    return attributes[name] ?? fail(owner, `attribute '${name}' of '${logicalId}' (${type})`, Object.keys(attributes));
  };

  const text = (value: unknown, owner: string): string => {
    const resolved = resolve(value, owner);
    if (typeof resolved === 'string' || typeof resolved === 'number' || typeof resolved === 'boolean')
      return String(resolved);
    throw new Error(`${owner}: expected a string, got ${JSON.stringify(resolved)} from ${JSON.stringify(value)}.`);
  };

  const list = (value: unknown, owner: string): unknown[] => {
    const resolved = resolve(value, owner);
    if (Array.isArray(resolved)) return resolved;
    throw new Error(`${owner}: expected a list, got ${JSON.stringify(resolved)} from ${JSON.stringify(value)}.`);
  };

  const substitute = (argument: unknown, owner: string): string => {
    const [pattern, values] = Array.isArray(argument) ? argument : [argument, {}];
    return text(pattern, owner).replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (isObject(values) && name in values) return text(values[name], owner);
      return name.includes('.') && !name.startsWith('AWS::') ? attribute(name, owner) : text({ Ref: name }, owner);
    });
  };

  const lookUp = (argument: unknown, owner: string): unknown => {
    const [map, first, second] = list(argument, owner).map(String);
    const found = template.Mappings[map ?? '']?.[first ?? '']?.[second ?? ''];
    return found ?? fail(owner, `mapping ${map}.${first}.${second}`, Object.keys(template.Mappings));
  };

  const holds = (value: unknown, owner: string): boolean => {
    if (!isObject(value)) return resolve(value, owner) === true;
    const [[name, argument] = ['', undefined]] = Object.entries(value);
    const parts = Array.isArray(argument) ? argument : [argument];
    if (name === 'Condition') return condition(String(argument), owner);
    if (name === 'Fn::Equals') return text(parts[0], owner) === text(parts[1], owner);
    if (name === 'Fn::Not') return !holds(parts[0], owner);
    if (name === 'Fn::And') return parts.every((part) => holds(part, owner));
    if (name === 'Fn::Or') return parts.some((part) => holds(part, owner));
    return fail(owner, `condition function '${name}'`, ['Condition', 'Fn::Equals', 'Fn::Not', 'Fn::And', 'Fn::Or']);
  };

  const condition = (name: string, owner: string): boolean =>
    name in template.Conditions
      ? holds(template.Conditions[name], owner)
      : fail(owner, `condition '${name}'`, Object.keys(template.Conditions));

  const functions: Record<string, (argument: unknown, owner: string) => unknown> = {
    Ref: (argument, owner) => ref(String(argument), owner),
    'Fn::GetAtt': attribute,
    'Fn::Sub': substitute,
    'Fn::FindInMap': lookUp,
    'Fn::Join': (argument, owner) => {
      const [separator, parts] = z.tuple([z.string(), z.unknown()]).parse(argument);
      return list(parts, owner)
        .map((part) => text(part, owner))
        .join(separator);
    },
    'Fn::If': (argument, owner) => {
      const [name, yes, no] = z.tuple([z.string(), z.unknown(), z.unknown()]).parse(argument);
      return resolve(condition(name, owner) ? yes : no, owner);
    },
    'Fn::Select': (argument, owner) => {
      const [index, choices] = z.tuple([z.unknown(), z.unknown()]).parse(argument);
      const items = list(choices, owner);
      return (
        items[Number(text(index, owner))] ?? fail(owner, `item ${text(index, owner)} of a list`, items.map(String))
      );
    },
    'Fn::Split': (argument, owner) => {
      const [separator, value] = z.tuple([z.string(), z.unknown()]).parse(argument);
      return text(value, owner).split(separator);
    },
    'Fn::ImportValue': (argument, owner) => {
      const name = text(argument, owner);
      return options.imports?.[name] ?? fail(owner, `import '${name}'`, Object.keys(options.imports ?? {}));
    },
    'Fn::Base64': (argument, owner) => Buffer.from(text(argument, owner)).toString('base64'),
  };

  const resolve = (value: unknown, owner: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => resolve(item, owner)).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only !== undefined && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      const apply = functions[only[0]] ?? fail(owner, `function '${only[0]}'`, Object.keys(functions));
      return apply(only[1], owner);
    }
    const resolved = entries.map(([name, item]) => [name, resolve(item, owner)] as const);
    return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
  };

  const resolver: Resolver = { resolve, condition, identity };
  return resolver;
}
