import { Context, Liquid, type Template as ParsedTemplate } from 'liquidjs';
import { registerHouseFilters } from './filters.ts';
import type { Language } from './template.ts';

/** Limits of one rendering; a template that needs more is refused, whoever wrote it. */
const LIMITS = {
  /** Characters of a source. */
  parse: 250_000,
  /** Tags, outputs and loop rounds; counted, because a slow machine must not decide who gets a message. */
  steps: 20_000,
  /** Milliseconds; far above what so many steps take. */
  render: 5_000,
  /** Objects and characters that filters and loops make. */
  memory: 2_000_000,
  /** Characters of a result. */
  output: 500_000,
} as const;

/**
 * Tags that a template may use. Missing on purpose: those that read other files (`include`, `render`, `layout`, `block`) and
 * those that write into what they are given (`increment`, `decrement`).
 */
const TAGS = new Set(
  'assign break capture case comment continue cycle echo for if liquid raw tablerow unless #'.split(' '),
);

/**
 * Filters that a template may use. `raw` is missing on purpose: a trait is what a stranger typed into a form. So are
 * filters that draw at random (a retry must render the same) and those with regular expressions of quadratic time.
 */
const FILTERS = new Set(
  `abs add_days append at_least at_most capitalize ceil compact concat date default divided_by downcase escape escape_once
  first floor has join josa last lstrip map minus modulo money newline_to_br plus prepend relative remove remove_first
  replace replace_first reverse round rstrip size slice sort split strip sum times truncate uniq upcase url_encode where
  won`.split(/\s+/),
);

export interface Engine {
  /** Throws the engine's own words with line and column. */
  readonly parse: (source: string) => ParsedTemplate[];
  /** Throws if a limit is passed or a filter fails. Unknown variables are empty. */
  readonly render: (template: ParsedTemplate[], scope: object) => string;
  /** Paths of the variables that the template reads from its context. */
  readonly variables: (source: string) => (readonly unknown[])[];
}

/** The engine asks before each tag, output and loop round whether there is time left; so that is where they are counted. */
const counting = (context: Context): Context => {
  const { renderLimit } = context;
  const inTime = renderLimit.check.bind(renderLimit);
  let steps = 0;
  renderLimit.check = (now) => {
    steps += 1;
    if (steps > LIMITS.steps) throw new Error(`template render limit exceeded: more than ${LIMITS.steps} steps`);
    inTime(now);
  };
  return context;
};

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
  for (const name of Object.keys(liquid.tags)) if (!TAGS.has(name)) delete liquid.tags[name];
  registerHouseFilters(liquid, language, zone);
  for (const name of Object.keys(liquid.filters)) if (!FILTERS.has(name)) liquid.unregisterFilter(name);

  return {
    parse: (source) => liquid.parse(source),
    render: (template, scope) => {
      const result = String(
        liquid.renderSync(template, counting(new Context(scope, liquid.options, { sync: true }, { liquid }))),
      );
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
