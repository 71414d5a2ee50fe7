import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { typeName, typeText } from './type-text.ts';

const media = z.looseObject({ content: z.looseObject({ 'application/json': z.looseObject({ schema: z.unknown() }) }) });
const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.unknown() })),
  requestBody: z.intersection(media, z.object({ required: z.boolean() })).optional(),
  responses: z.looseObject({ '2XX': media.partial() }),
});
const documentSchema = z.object({
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

type Operation = z.output<typeof operationSchema>;

const RUNTIME = join(import.meta.dirname, 'runtime.ts');

const fieldsOf = ({ parameters }: Operation, place: 'path' | 'query'): string => {
  const fields = parameters.filter((one) => one.in === place);
  if (fields.length === 0) return '';
  const optional = fields.every(({ required }) => !required);
  const types = fields.map(({ name, required, schema }) => `${name}${required ? '' : '?'}: ${typeText(schema)};`);
  return `${place}${optional ? '?' : ''}: { ${types.join(' ')} };`;
};

const operationText = (operation: Operation): string => {
  const { requestBody, responses } = operation;
  const body = requestBody
    ? `body${requestBody.required ? '' : '?'}: ${typeText(requestBody.content['application/json'].schema)};`
    : '';
  const answer = responses['2XX'].content?.['application/json'].schema;
  const input = [fieldsOf(operation, 'path'), fieldsOf(operation, 'query'), body]
    .filter((text) => text !== '')
    .join(' ');
  return [
    `  /** ${operation.summary.replaceAll('*/', '* /')} */`,
    `  ${operation.operationId}: { input: { ${input} }; answer: ${answer === undefined ? 'unknown' : typeText(answer)} };`,
  ].join('\n');
};

/**
 * A client in one file of TypeScript without dependencies, made from an OpenAPI document of this API: the types of its
 * operations, and the caller of `runtime.ts`.
 * @throws ZodError for a document that is not one of this API
 */
export const clientText = (openApi: unknown): string => {
  const { info, paths, components } = documentSchema.parse(openApi);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const [, caller = ''] = readFileSync(RUNTIME, 'utf8').split('// The caller, from here on as it is.\n');
  return [
    `/** Client of Dangol ${info.version}, made by \`npm run client\` from /v1/openapi.json; not to be edited. */`,
    ...Object.entries(components.schemas).map(
      ([name, schema]) => `export type ${typeName(name)} = ${typeText(schema)};`,
    ),
    `export interface Operations {\n${operations.map(({ operation }) => operationText(operation)).join('\n')}\n}`,
    'const ROUTES: Readonly<Record<keyof Operations, readonly [method: string, path: string]>> = {',
    ...operations.map(({ operation, method, path }) => `  ${operation.operationId}: ['${method}', '${path}'],`),
    '};',
    caller,
  ].join('\n');
};
