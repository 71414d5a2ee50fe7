import * as z from 'zod';
import { ERROR_STATUS, type ErrorCode } from '../platform/errors.ts';
import { exampleOf } from './example.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** zod writes `#/$defs/x` relative to each schema; in one document they live under components. */
const rebase = (value: unknown, prefix: string): unknown => {
  if (Array.isArray(value)) return value.map((entry) => rebase(entry, prefix));
  if (!isObject(value)) return value;
  const copy: Json = {};
  for (const [key, entry] of Object.entries(value)) {
    copy[key] =
      key === '$ref' && typeof entry === 'string'
        ? entry === '#'
          ? `#/components/schemas/${prefix}`
          : entry.replace(/^#\/\$defs\//, `#/components/schemas/${prefix}.`)
        : rebase(entry, prefix);
  }
  return copy;
};

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any', cycles: 'ref' });
  return isObject(made) ? made : {};
};

/** `GET /v1/customers/{id}` becomes `getCustomersId`. */
const operationId = (route: Route): string => {
  const words = route.path
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '' && word !== 'v1')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return route.method.toLowerCase() + words.join('');
};

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'requestId', 'details'],
      properties: {
        code: { type: 'string', enum: Object.keys(ERROR_STATUS) },
        message: { type: 'string' },
        requestId: { type: 'string' },
        details: {
          type: 'array',
          items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
        },
      },
    },
  },
};

interface Refusal {
  readonly when: (route: Route) => boolean;
  readonly code: ErrorCode;
  readonly message: string;
}

const keyed = ({ scope }: Route): boolean => scope !== 'public';

/** What a caller has to reckon with; the messages are examples, the codes are the list that there is. */
const REFUSALS: readonly Refusal[] = [
  {
    when: ({ body, query }) => Boolean(body ?? query),
    code: 'invalid_request',
    message: 'Query.limit: must be a number from 1 to 200.',
  },
  { when: keyed, code: 'unauthenticated', message: 'This API key is not known or was revoked.' },
  {
    when: keyed,
    code: 'forbidden',
    message: 'The key "web" has the scopes write; this call needs the role "viewer" or a higher one.',
  },
  { when: ({ path }) => path.includes('{'), code: 'not_found', message: 'There is no segment "vip".' },
  {
    when: ({ method }) => method === 'POST' || method === 'DELETE',
    code: 'conflict',
    message: 'The first request with this Idempotency-Key is still at work; try again soon.',
  },
  {
    when: ({ method }) => method === 'PUT',
    code: 'precondition_failed',
    message: 'Version 3 was asked for, 4 is the newest; read it again.',
  },
  { when: ({ body }) => body !== undefined, code: 'too_large', message: 'The body has more than 5,242,880 bytes.' },
  { when: ({ body }) => body !== undefined, code: 'invalid', message: 'Body: name must have 1 to 60 characters.' },
  { when: keyed, code: 'rate_limited', message: 'Too many calls; try again in 2 seconds.' },
  { when: () => true, code: 'unavailable', message: 'A part of the service is busy; send the same request again.' },
];

const errorsOf = (route: Route): Json =>
  Object.fromEntries(
    REFUSALS.filter(({ when }) => when(route)).map(({ code, message }) => [
      ERROR_STATUS[code],
      {
        description: code,
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Error' },
            example: { error: { code, message, requestId: 'JxQ1hj0kIE0EJ7w=', details: [] } },
          },
        },
      },
    ]),
  );

const made = (schema: Json, how: 'least' | 'whole', components: Json): unknown => {
  const inner = isObject(schema.$defs) ? schema.$defs : {};
  const definitions = (ref: string): unknown => {
    const [, component] = /^#\/components\/schemas\/(.+)$/.exec(ref) ?? [];
    if (component !== undefined) return components[component];
    return ref === '#' ? schema : inner[ref.replace('#/$defs/', '')];
  };
  return exampleOf(schema, { definitions, how });
};

/** A body that the route itself accepts: one told by hand, or one made of its schema; nothing where neither is. */
const bodyExample = (shape: z.ZodType, components: Json, told: unknown): { readonly example?: unknown } => {
  const example = told ?? made(jsonSchema(shape, 'input'), 'least', components);
  return shape.safeParse(example).success ? { example } : {};
};

/** An answer of the route's own shape, with every field where that goes. */
const answerExample = (shape: z.ZodType, components: Json): { readonly example?: unknown } => {
  const schema = jsonSchema(shape, 'output');
  const example = (['whole', 'least'] as const)
    .map((how) => made(schema, how, components))
    .find((one) => shape.safeParse(one).success);
  return example === undefined ? {} : { example };
};

const parameter = (place: 'path' | 'query' | 'header', name: string, schema: unknown, required: boolean) => ({
  name,
  in: place,
  required,
  schema,
});

/**
 * OpenAPI 3.1 (whose schemas are JSON Schema 2020-12, as zod writes them) of a route table. `named` schemas become
 * components that others point at, `examples` are bodies by method and path.
 */
export const openApiDocument = (
  routes: readonly Route[],
  version: string,
  named: Readonly<Record<string, z.ZodType>> = {},
  examples: Readonly<Record<string, unknown>> = {},
): Json => {
  const schemas: Json = { Error: errorSchema };
  const paths: Record<string, Json> = {};

  const component = (name: string, schema: z.ZodType, io: 'input' | 'output'): Json => {
    const { $defs, $schema: _dialect, ...root } = jsonSchema(schema, io);
    if (isObject($defs)) {
      for (const [key, value] of Object.entries($defs)) schemas[`${name}.${key}`] = rebase(value, name);
    }
    schemas[name] = rebase(root, name);
    return { $ref: `#/components/schemas/${name}` };
  };

  const queryParameters = (schema: z.ZodType): Json[] => {
    const made = jsonSchema(schema, 'input');
    const required = Array.isArray(made.required) ? made.required : [];
    return isObject(made.properties)
      ? Object.entries(made.properties).map(([name, shape]) => parameter('query', name, shape, required.includes(name)))
      : [];
  };

  for (const [name, schema] of Object.entries(named)) component(name, schema, 'input');

  for (const route of routes) {
    const name = operationId(route);
    const params = [...route.path.matchAll(/\{(\w+)\}/g)].map((found) =>
      parameter('path', found[1] ?? '', { type: 'string' }, true),
    );
    const headers =
      route.method === 'POST' || route.method === 'DELETE'
        ? [parameter('header', 'Idempotency-Key', { type: 'string', maxLength: 255 }, false)]
        : route.method === 'PUT'
          ? [parameter('header', 'If-Match', { type: 'string' }, false)]
          : [];
    const content = (schema: Json, example: { readonly example?: unknown } = {}) => ({
      content: { 'application/json': { schema, ...example } },
    });
    const operation: Json = {
      operationId: name,
      summary: route.summary,
      tags: [route.tag],
      security: route.scope === 'public' ? [] : [{ apiKey: [] }],
      'x-scope': route.scope,
      parameters: [...params, ...headers, ...(route.query ? queryParameters(route.query) : [])],
      ...(route.body
        ? {
            requestBody: {
              required: !route.body.safeParse(undefined).success,
              content: {
                'application/json': {
                  schema: component(`${name}.body`, route.body, 'input'),
                  ...bodyExample(route.body, schemas, examples[`${route.method} ${route.path}`]),
                },
              },
            },
          }
        : {}),
      responses: {
        '2XX': {
          description: 'Done.',
          ...(route.answer
            ? content(component(`${name}.answer`, route.answer, 'output'), answerExample(route.answer, schemas))
            : {}),
        },
        ...errorsOf(route),
        default: {
          description: 'Refused; code and message say why.',
          ...content({ $ref: '#/components/schemas/Error' }),
        },
      },
    };
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
  }

  return {
    openapi: '3.1.0',
    info: { title: 'Dangol', version, description: 'CRM analytics and messaging. `/v1` only ever grows.' },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas,
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'API key with scopes' } },
    },
  };
};
