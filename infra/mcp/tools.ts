import * as z from 'zod';

type Json = Readonly<Record<string, unknown>>;

const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
  schema: z.record(z.string(), z.unknown()),
});
const operationSchema = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  'x-scope': z.string(),
  parameters: z.array(parameterSchema).default([]),
  requestBody: z
    .object({ required: z.boolean(), content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }) })
    .optional(),
});
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

/** A call of the API as a tool: what a model is told, and how the call is made. */
export interface ApiTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: { readonly type: 'object' } & Json;
  readonly method: string;
  readonly path: string;
  readonly pathNames: readonly string[];
  readonly queryNames: readonly string[];
}

const REF = '#/components/schemas/';

/** A schema with its references turned into `$defs`, which `needed` collects. */
const portable = (value: unknown, needed: Set<string>): unknown => {
  if (Array.isArray(value)) return value.map((entry) => portable(entry, needed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      if (key !== '$ref' || typeof entry !== 'string' || !entry.startsWith(REF)) return [key, portable(entry, needed)];
      const name = entry.slice(REF.length);
      needed.add(name);
      return [key, `#/$defs/${name}`];
    }),
  );
};

/** Parameters by which a call asks to see personal data: no model's business. */
const SIGHT: ReadonlySet<string> = new Set(['personal', 'reason']);

const inputOf = (operation: z.output<typeof operationSchema>, schemas: Json): { readonly type: 'object' } & Json => {
  const needed = new Set<string>();
  const asked = operation.parameters.filter(({ in: place, name }) => place !== 'header' && !SIGHT.has(name));
  const properties: Record<string, unknown> = Object.fromEntries(
    asked.map(({ name, schema }) => [name, portable(schema, needed)]),
  );
  const required = asked.filter((parameter) => parameter.required).map(({ name }) => name);
  if (operation.requestBody) {
    properties.body = portable(operation.requestBody.content['application/json'].schema, needed);
    if (operation.requestBody.required) required.push('body');
  }
  // A set may grow while it is walked: what a schema needs may need others.
  const definitions: Record<string, unknown> = {};
  for (const name of needed) definitions[name] = portable(schemas[name], needed);
  return {
    type: 'object',
    properties,
    required,
    additionalProperties: false,
    ...(needed.size > 0 ? { $defs: definitions } : {}),
  };
};

/**
 * What a draft is: a new thing that nobody uses yet, another version of what waits for a start, and looks that change nothing. By name, because
 * an author's other calls write to people, call webhooks, publish links and stop ads.
 */
const isDraft = (method: string, path: string): boolean => {
  if (method === 'post' && /^\/v1\/(segments|templates|blocks|campaigns|journeys)$/.test(path)) return true;
  if (method === 'put' && /^\/v1\/(campaigns|journeys)\/\{\w+\}$/.test(path)) return true;
  return method === 'post' && /\/(preview|render|preflight|compare|plan|simulate|duplicate)$/.test(path);
};

/**
 * The calls of an OpenAPI document that a model may make: those that read, and with `drafts` those that an author drafts by.
 * Nothing that deletes, sends, approves, shows personal data or administers is ever among them, whatever the key may do.
 */
export const toolsOf = (document: unknown, { drafts }: { readonly drafts: boolean }): ApiTool[] => {
  const { paths, components } = documentSchema.parse(document);
  const tools: ApiTool[] = [];
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const scope = operation['x-scope'];
      const reads = scope === 'read';
      const writes = scope === 'author' && (method === 'get' || isDraft(method, path));
      if (!reads && !(drafts && writes)) continue;
      tools.push({
        name: operation.operationId,
        description: `${operation.summary} (${method.toUpperCase()} ${path})`,
        inputSchema: inputOf(operation, components.schemas),
        method: method.toUpperCase(),
        path,
        pathNames: operation.parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name),
        queryNames: operation.parameters
          .filter(({ in: place, name }) => place === 'query' && !SIGHT.has(name))
          .map(({ name }) => name),
      });
    }
  }
  return tools;
};
