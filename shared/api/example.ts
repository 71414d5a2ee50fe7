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

/** What fields of these names hold in this API, for examples that are read rather than sent. */
const NAMED: Readonly<Record<string, string>> = {
  ...{
    id: 'come-back',
    customerId: 'kim',
    campaignId: 'come-back',
    segmentId: 'one-time-buyers',
    journeyId: 'welcome',
  },
  ...{ templateId: 'second-order-coupon', runId: 'run-00000042', orderId: 'A-1042', productId: 'mug-1' },
  ...{
    name: '한 번 산 손님',
    title: '한 번 산 손님',
    currency: 'KRW',
    language: 'ko',
    channel: 'email',
    asOf: '2026-11-22',
  },
  ...{
    day: '2026-11-22',
    date: '2026-11-22',
    from: '2026-10-24',
    to: '2026-11-22',
    month: '2026-11',
    since: '2026-11-22',
  },
  ...{
    at: '2026-11-23T09:00:00.000Z',
    code: 'WELCOME-7Q2K',
    event: 'Order Completed',
    ko: '한국어 문장',
    en: 'A sentence',
  },
};
const isTime = (name: string): boolean => /[a-z]At$/.test(name);

const fits = (text: string, pattern: unknown): boolean => {
  if (typeof pattern !== 'string') return true;
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
};

const textFor = (schema: Json, name: string): string => {
  const known = typeof schema.format === 'string' ? FORMATS[schema.format] : undefined;
  const named = isTime(name) ? FORMATS['date-time'] : NAMED[name];
  const fitting = named !== undefined && fits(named, schema.pattern) ? named : undefined;
  const chosen = known ?? fitting ?? TEXTS.find((text) => fits(text, schema.pattern)) ?? 'example';
  const least = typeof schema.minLength === 'number' ? schema.minLength : 0;
  const most = typeof schema.maxLength === 'number' ? schema.maxLength : Number.POSITIVE_INFINITY;
  return chosen.padEnd(least, 'x').slice(0, most);
};

const numberFor = ({ minimum, exclusiveMinimum, maximum }: Json): number => {
  const least = typeof minimum === 'number' ? minimum : typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : 1;
  const wanted = Math.max(least, 1);
  return typeof maximum === 'number' ? Math.min(wanted, maximum) : wanted;
};

interface Making {
  /** Schemas that `$ref` names, by the whole reference. */
  readonly definitions: (ref: string) => unknown;
  /** `least`: required fields, lists as short as they may be. `whole`: every field and one entry of each list. */
  readonly how: 'least' | 'whole';
}

const objectFor = (schema: Json, making: Making, depth: number): Json => {
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const properties = isObject(schema.properties) ? schema.properties : {};
  const others = schema.additionalProperties;
  const names = new Set([...(making.how === 'whole' ? Object.keys(properties) : []), ...required.map(String)]);
  // A record shows one entry.
  if (making.how === 'whole' && names.size === 0 && isObject(others) && Object.keys(others).length > 0)
    names.add(
      String(isObject(schema.propertyNames) ? exampleOf(schema.propertyNames, making, 'id', depth + 1) : 'example'),
    );
  return Object.fromEntries(
    [...names].map((name) => [name, exampleOf(properties[name] ?? others, making, name, depth + 1)]),
  );
};

/**
 * A value that a JSON Schema (2020-12, as zod writes them) accepts, as far as it can be told: the first branch of a choice,
 * defaults as they are.
 * @param name of the field that it stands in
 */
export const exampleOf = (schema: unknown, making: Making, name = '', depth = 0): unknown => {
  if (!isObject(schema) || depth > DEEPEST) return {};
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
  if (typeof schema.$ref === 'string') return exampleOf(making.definitions(schema.$ref), making, name, depth + 1);
  if ('default' in schema) return schema.default;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const branch = [schema.anyOf, schema.oneOf].find((each) => Array.isArray(each));
  if (Array.isArray(branch)) return exampleOf(branch[0], making, name, depth + 1);
  if (Array.isArray(schema.allOf))
    return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, making, name, depth + 1)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') return objectFor(schema, making, depth);
  if (type === 'array') {
    if (Array.isArray(schema.prefixItems))
      return schema.prefixItems.map((part) => exampleOf(part, making, name, depth + 1));
    const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
    const length = making.how === 'whole' && depth < DEEPEST ? Math.max(1, least) : least;
    return Array.from({ length }, () => exampleOf(schema.items, making, name, depth + 1));
  }
  if (type === 'string') return textFor(schema, making.how === 'whole' ? name : '');
  if (type === 'integer' || type === 'number') return numberFor(schema);
  if (type === 'boolean') return true;
  return type === 'null' ? null : {};
};
