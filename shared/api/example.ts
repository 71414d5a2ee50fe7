type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Depth at which a rule that may hold rules is not gone into any further. */
const DEEPEST = 8;

const FORMATS: Readonly<Record<string, string>> = {
  email: 'kim@example.com',
  uri: 'https://shop.example.com',
  uuid: '6f1c9a52-5d0e-4b7e-9a55-0d8c2f7f4a11',
  'date-time': '2026-11-23T09:00:00.000Z',
  date: '2026-11-23',
  time: '09:00',
};

/** Texts that patterns of this API accept; the first that fits is shown. */
const TEXTS = [
  'example',
  '한 번 산 손님',
  'Order Completed',
  '+821012345678',
  '2026-11-23',
  '2026-11-23T09:00:00.000Z',
  '09:00',
  'P1D',
  'KRW',
  'Asia/Seoul',
  'ko',
  'v1',
  '#d9622b',
  'KR',
];

const fits = (text: string, pattern: unknown): boolean => {
  if (typeof pattern !== 'string') return true;
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
};

const textFor = (schema: Json): string => {
  const known = typeof schema.format === 'string' ? FORMATS[schema.format] : undefined;
  const chosen = known ?? TEXTS.find((text) => fits(text, schema.pattern)) ?? 'example';
  const least = typeof schema.minLength === 'number' ? schema.minLength : 0;
  const most = typeof schema.maxLength === 'number' ? schema.maxLength : Number.POSITIVE_INFINITY;
  return chosen.padEnd(least, 'x').slice(0, most);
};

const numberFor = ({ minimum, exclusiveMinimum, maximum }: Json): number => {
  const least = typeof minimum === 'number' ? minimum : typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : 1;
  const wanted = Math.max(least, 1);
  return typeof maximum === 'number' ? Math.min(wanted, maximum) : wanted;
};

/**
 * A value that a JSON Schema (2020-12, as zod writes them) accepts, as far as it can be told: required fields only, the first
 * branch of a choice, defaults as they are.
 * @param definitions schemas that `$ref` names, by the whole reference
 */
export const exampleOf = (schema: unknown, definitions: (ref: string) => unknown, depth = 0): unknown => {
  if (!isObject(schema) || depth > DEEPEST) return {};
  if (typeof schema.$ref === 'string') return exampleOf(definitions(schema.$ref), definitions, depth + 1);
  if ('default' in schema) return schema.default;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const branch = [schema.anyOf, schema.oneOf].find((each) => Array.isArray(each));
  if (Array.isArray(branch)) return exampleOf(branch[0], definitions, depth + 1);
  if (Array.isArray(schema.allOf))
    return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, definitions, depth + 1)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const properties = isObject(schema.properties) ? schema.properties : {};
    return Object.fromEntries(
      required.map((name: unknown) => [String(name), exampleOf(properties[String(name)], definitions, depth + 1)]),
    );
  }
  if (type === 'array') {
    const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
    return Array.from({ length: least }, () => exampleOf(schema.items, definitions, depth + 1));
  }
  if (type === 'string') return textFor(schema);
  if (type === 'integer' || type === 'number') return numberFor(schema);
  if (type === 'boolean') return true;
  return type === 'null' ? null : {};
};
