import { Liquid, type Template as ParsedTemplate } from 'liquidjs';
import { josa } from '../platform/josa.ts';
import { dateText, formatDate, won } from './korean.ts';
import type { Language } from './template.ts';

/** Limits of one rendering; a template that needs more is refused, whoever wrote it. */
const LIMITS = {
  /** Characters of a source. */
  parse: 250_000,
  /** Milliseconds. */
  render: 250,
  /** Objects and characters that filters and loops make. */
  memory: 2_000_000,
  /** Characters of a result. */
  output: 500_000,
} as const;

/** Tags that read other files, or that make a template hard to check. */
const FORBIDDEN_TAGS = ['include', 'render', 'layout', 'block'];

/**
 * Filters that a template may use. `raw` is missing on purpose: a trait is what a stranger typed into a form. So are
 * filters that draw at random (a retry must render the same) and those with regular expressions of quadratic time.
 */
const FILTERS = new Set(
  `abs append at_least at_most capitalize ceil compact concat date default divided_by downcase escape escape_once first
  floor has join josa last lstrip map minus modulo newline_to_br plus prepend remove remove_first replace replace_first
  reverse round rstrip size slice sort split strip sum times truncate uniq upcase url_encode where won`.split(/\s+/),
);

export interface Engine {
  /** Throws the engine's own words with line and column. */
  readonly parse: (source: string) => ParsedTemplate[];
  /** Throws if a limit is passed or a filter fails. Unknown variables are empty. */
  readonly render: (template: ParsedTemplate[], scope: object) => string;
  /** Paths of the variables that the template reads from its context. */
  readonly variables: (source: string) => (readonly unknown[])[];
}

/** Key of the scope under which the `date` filter finds the moment that "now" means. */
export const NOW = 'now';

const make = (output: 'html' | 'text', language: Language, zone: string): Engine => {
  const liquid = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    // No file is ever read: without the tags above nothing asks for one, and here nothing would answer.
    templates: {},
    parseLimit: LIMITS.parse,
    renderLimit: LIMITS.render,
    memoryLimit: LIMITS.memory,
    ...(output === 'html' ? { outputEscape: 'escape' as const } : {}),
  });
  for (const name of FORBIDDEN_TAGS) delete liquid.tags[name];

  liquid.registerFilter('won', (value: unknown) => {
    if (value === undefined || value === null || value === '') return '';
    const amount = Number(value);
    if (!Number.isFinite(amount)) throw new Error(`won needs a number, not ${JSON.stringify(value)}`);
    return won(amount);
  });
  liquid.registerFilter('josa', (value: unknown, pair: unknown) => {
    if (typeof pair !== 'string' || !/^[가-힣]+\/[가-힣]+$/.test(pair))
      throw new Error(`josa needs a pair such as '은/는', not ${JSON.stringify(pair)}`);
    const word = String(value ?? '');
    return word === '' ? '' : josa(word, pair);
  });
  liquid.registerFilter('date', function (value: unknown, format: unknown) {
    if (value === undefined || value === null || value === '') return '';
    const asked = value instanceof Date ? value.toISOString() : String(value);
    const iso = asked === 'now' || asked === 'today' ? String(this.context.getSync([NOW])) : asked;
    const text = typeof format === 'string' ? formatDate(iso, format, zone) : dateText(iso, language, zone);
    if (text === undefined) throw new Error(`date needs an ISO 8601 date or time, not ${JSON.stringify(value)}`);
    return text;
  });
  for (const name of Object.keys(liquid.filters)) if (!FILTERS.has(name)) liquid.unregisterFilter(name);

  return {
    parse: (source) => liquid.parse(source),
    render: (template, scope) => {
      const result = String(liquid.renderSync(template, scope));
      if (result.length > LIMITS.output)
        throw new Error(`result has ${result.length} characters, the most is ${LIMITS.output}`);
      return result;
    },
    variables: (source) => liquid.globalVariableSegmentsSync(source),
  };
};

const engines = new Map<string, Engine>();

/** `html`: every output is escaped, traits included. `text`: as it is, for subjects and plain text. */
export const engineFor = (output: 'html' | 'text', language: Language, zone: string): Engine => {
  const key = `${output} ${language} ${zone}`;
  const known = engines.get(key);
  if (known) return known;
  const engine = make(output, language, zone);
  engines.set(key, engine);
  return engine;
};

const parsed = new WeakMap<Engine, Map<string, ParsedTemplate[]>>();
const KEPT_SOURCES = 50;

/** Renders with the parsed form kept: a campaign renders the same source for each of its people. */
export const renderSource = (engine: Engine, source: string, scope: object): string => {
  const kept = parsed.get(engine) ?? new Map<string, ParsedTemplate[]>();
  parsed.set(engine, kept);
  const known = kept.get(source);
  const template = known ?? engine.parse(source);
  if (!known) {
    if (kept.size >= KEPT_SOURCES) kept.clear();
    kept.set(source, template);
  }
  return engine.render(template, scope);
};
