/** Lambda event filtering: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const comparisons: Record<string, (value: number, limit: number) => boolean> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

function inRange(rule: unknown, value: unknown): boolean {
  if (!Array.isArray(rule) || typeof value !== 'number') return false;
  for (let index = 0; index < rule.length; index += 2) {
    const compare = comparisons[String(rule[index])];
    if (compare === undefined)
      throw new Error(`Filter pattern: unknown numeric operator ${JSON.stringify(rule[index])}.`);
    if (!compare(value, Number(rule[index + 1]))) return false;
  }
  return true;
}

/** One alternative of a pattern's list against one value. */
function meets(rule: unknown, value: unknown): boolean {
  if (!isObject(rule)) return rule === value;
  const [[operator, argument] = ['', undefined]] = Object.entries(rule);
  const text = typeof value === 'string' ? value : undefined;
  switch (operator) {
    case 'exists':
      return argument === (value !== undefined && !isObject(value));
    case 'prefix':
      return text?.startsWith(String(argument)) ?? false;
    case 'suffix':
      return text?.endsWith(String(argument)) ?? false;
    case 'equals-ignore-case':
      return text?.toLowerCase() === String(argument).toLowerCase();
    case 'numeric':
      return inRange(argument, value);
    case 'anything-but': {
      const excluded = Array.isArray(argument) ? argument : [argument];
      return value !== undefined && !excluded.some((item) => meets(item, value));
    }
    default:
      throw new Error(
        `Filter pattern: unknown operator '${operator}'; known: exists, prefix, suffix, equals-ignore-case, numeric, anything-but.`,
      );
  }
}

/** Whether `value` has everything that one filter pattern asks for. */
export function matchesPattern(pattern: unknown, value: unknown): boolean {
  if (!isObject(pattern)) return false;
  return Object.entries(pattern).every(([key, rule]) => {
    if (key === '$or') return Array.isArray(rule) && rule.some((alternative) => matchesPattern(alternative, value));
    const found = isObject(value) ? value[key] : undefined;
    if (!Array.isArray(rule)) return matchesPattern(rule, found);
    const candidates: readonly unknown[] = Array.isArray(found) ? found : [found];
    return rule.some((alternative) => candidates.some((candidate) => meets(alternative, candidate)));
  });
}

/** A record passes when any of the patterns matches, or when there is none. */
export function passesFilters(patterns: readonly unknown[], value: unknown): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matchesPattern(pattern, value));
}
