import * as z from 'zod';

/** What zod writes of JSON Schema 2020-12, as far as a type can tell it. */
const schemaSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).optional(),
});

type Schema = z.output<typeof schemaSchema>;

const COMPONENT = '#/components/schemas/';

/** `segments.body.Rule` becomes `Segments_body_Rule`: a name that TypeScript takes. */
export const typeName = (component: string): string => {
  const name = component.replace(/[^\p{L}\p{N}_$]/gu, '_');
  return name.charAt(0).toUpperCase() + name.slice(1);
};

const literal = (value: unknown): string => JSON.stringify(value) ?? 'undefined';

const union = (of: readonly string[]): string => {
  const kinds = [...new Set(of)];
  if (kinds.includes('unknown') || kinds.length === 0) return 'unknown';
  return kinds.length === 1 ? (kinds[0] ?? 'unknown') : `(${kinds.join(' | ')})`;
};

const objectText = ({ properties = {}, required = [], additionalProperties }: Schema): string => {
  const fields = Object.entries(properties).map(
    ([name, shape]) => `${literal(name)}${required.includes(name) ? '' : '?'}: ${typeText(shape)};`,
  );
  const others =
    additionalProperties === undefined || additionalProperties === false
      ? undefined
      : `Record<string, ${additionalProperties === true ? 'unknown' : typeText(additionalProperties)}>`;
  // Beside named fields the others may be of any kind: an index signature would have to fit the named ones too.
  if (fields.length === 0) return others ?? 'Record<string, unknown>';
  return others === undefined ? `{ ${fields.join(' ')} }` : `({ ${fields.join(' ')} } & Record<string, unknown>)`;
};

const plainText = (type: string, schema: Schema): string => {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return schema.prefixItems && schema.items === undefined
        ? `[${schema.prefixItems.map(typeText).join(', ')}]`
        : `readonly ${schema.items === undefined ? 'unknown' : typeText(schema.items)}[]`;
    case 'object':
      return objectText(schema);
    default:
      return 'unknown';
  }
};

/** A JSON Schema as a TypeScript type. What cannot be said in a type (lengths, patterns, ranges) is left out; `{}` is `unknown`. */
export const typeText = (given: unknown): string => {
  if (given === false) return 'never';
  const parsed = schemaSchema.safeParse(given);
  if (!parsed.success) return 'unknown';
  const schema = parsed.data;
  if (schema.$ref !== undefined) return typeName(schema.$ref.replace(COMPONENT, ''));
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return union(schema.enum.map(literal));
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return union(either.map(typeText));
  if (schema.allOf) return `(${schema.allOf.map(typeText).join(' & ')})`;
  if (schema.type === undefined) return schema.properties ? objectText(schema) : 'unknown';
  return union([schema.type].flat().map((type) => plainText(type, schema)));
};
