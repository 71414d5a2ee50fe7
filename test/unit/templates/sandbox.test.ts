import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineFor } from '../../../shared/templates/engine.ts';

const engine = engineFor('html', 'ko', 'Asia/Seoul');
const SECRET = 'a-value-of-the-process';
const scopeOf = () => ({
  now: '2026-11-23T01:00:00.000Z',
  customer: { id: 'kim', traits: { name: '민지', list: [{ a: 1 }, { a: 2 }], text: 'x'.repeat(2_000) } },
  brand: { name: '단골상점' },
});

/** What a rendering ends in: its text, or the reason why it was refused. */
const outcome = (source: string): { readonly text?: string; readonly refused?: string } => {
  try {
    return { text: engine.render(engine.parse(source), scopeOf()) };
  } catch (error) {
    if (error instanceof Error) return { refused: error.message };
    throw error;
  }
};

const doubled = (body: string, times = 60): string =>
  `{% assign a = 'xxxxxxxxxx' %}{% for i in (1..${times}) %}${body}{% endfor %}`;

describe('a template cannot use up the machine', () => {
  it.each([
    ['an endless loop', '{% for i in (1..30000) %}{% for j in (1..30000) %}{% endfor %}{% endfor %}', /render limit/],
    ['a loop of outputs', '{% for i in (1..200000) %}{{ i | won }}{% endfor %}', /render limit/],
    ['a table of a million rows', '{% tablerow i in (1..1000000) cols: 2 %}x{% endtablerow %}', /render limit/],
    ['a cycle', "{% for i in (1..1000000) %}{% cycle 'a', 'b' %}{% endfor %}", /render limit/],
    ['a range', '{% assign b = (1..100000000000) %}', /memory alloc limit/],
    ['doubling by append', doubled('{% assign a = a | append: a %}'), /memory alloc limit/],
    ['doubling by prepend', doubled('{% assign a = a | prepend: a %}'), /memory alloc limit/],
    ['doubling by capture', doubled('{% capture a %}{{ a }}{{ a }}{% endcapture %}'), /memory alloc limit/],
    ['growth by replace', doubled("{% assign a = a | replace: 'x', 'xxxxxxxxxx' %}"), /memory alloc limit/],
    ['growth by newlines', doubled('{% assign a = a | append: a | newline_to_br %}'), /memory alloc limit/],
    ['growth by escaping', doubled("{% assign a = a | append: '<<<<<<' | escape | append: a %}"), /memory alloc limit/],
    [
      'splitting and joining',
      `${doubled('{% assign a = a | append: a %}', 13)}{% assign b = a | split: '' %}{{ b | join: a }}`,
      /memory alloc limit/,
    ],
    [
      'doubling a list',
      '{% assign b = (1..1000) %}{% for i in (1..40) %}{% assign b = b | concat: b %}{% endfor %}',
      /memory alloc limit/,
    ],
    ['a slice of a billion', "{{ 'abc' | slice: 0, 1000000000 }}", /memory alloc limit/],
    [
      'a result of a million letters',
      `${doubled('{% assign a = a | append: a %}', 10)}{% for i in (1..100) %}{{ a }}{% endfor %}`,
      /result has|memory alloc limit/,
    ],
    ['a source that is too long', 'x'.repeat(250_001), /parse length limit/],
    ['names in names without end', `{{ a${'[a'.repeat(20_000)}${']'.repeat(20_000)} }}`, /./],
    ['blocks in blocks without end', `${'{% if true %}'.repeat(9_000)}${'{% endif %}'.repeat(9_000)}`, /./],
  ])('by %s', (_name, source, reason) => {
    expect(outcome(source).refused).toMatch(reason);
  });

  it('and a usual message with a hundred goods stays far below the limits', () => {
    const goods =
      "{% for i in (1..100) %}<tr>{% for j in (1..6) %}<td>{{ customer.traits.name | append: '님' | josa: '은/는' }} {{ i | times: 1000 | won }}</td>{% endfor %}</tr>{% endfor %}";
    expect(outcome(goods).text).toContain('100,000원');
  });

  it('counts steps, not time: the same template is refused at the same place on any machine', () => {
    const rounds = (count: number) => outcome(`{% for i in (1..${count}) %}{{ i }}{% endfor %}`);
    expect(rounds(9_990).text).toBeDefined();
    expect(rounds(10_001).refused).toMatch(/more than 20000 steps/);
  });
});

describe('a template cannot reach behind its variables', () => {
  it.each([
    '{{ customer.constructor }}',
    '{{ customer.__proto__ }}',
    "{{ customer['__proto__']['toString'] }}",
    "{{ customer['constructor']['constructor'] }}",
    '{{ customer.traits.toString }}',
    '{{ customer.traits.hasOwnProperty }}',
    '{{ customer.traits.name.constructor }}',
    '{{ customer.traits.name.length.constructor }}',
    '{{ customer.traits.list.constructor }}',
    "{{ customer.traits.list | map: 'constructor' }}",
    "{{ customer.traits.list | map: '__proto__' }}",
    "{{ customer.traits.list | where: 'constructor' | size | replace: '0', '' }}",
    "{% assign key = '__proto__' %}{{ customer[key] }}",
    '{{ process.env.PATH }}{{ globalThis }}{{ require }}{{ this }}',
  ])('%s is empty', (source) => {
    expect(outcome(source).text).toBe('');
  });

  it.each(['include', 'render', 'layout', 'block', 'increment', 'decrement'])('the tag %s does not exist', (tag) => {
    for (const source of [`{% ${tag} 'x' %}`, `{% liquid\n${tag} 'x'\n%}`, `{% ${tag} '/etc/passwd' %}{% end${tag} %}`])
      expect(outcome(source).refused).toMatch(new RegExp(`tag "(end)?${tag}" not found`));
  });

  it('and leaves what it was given as it was', () => {
    const scope = scopeOf();
    const source =
      "{% assign customer = 'x' %}{% assign __proto__ = 'x' %}{% capture brand %}y{% endcapture %}{{ customer }}";
    expect(engine.render(engine.parse(source), scope)).toBe('x');
    expect(scope).toEqual(scopeOf());
  });
});

const word = fc.constantFrom(
  ...[
    'customer',
    'brand',
    'traits',
    'name',
    'list',
    'text',
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'valueOf',
  ],
  ...['a', 'i', 'forloop', 'size', 'first', 'last', 'now', 'process', 'this', '0', '-1'],
);
const path = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('.'));
const literal = fc.oneof(
  fc.constantFrom(
    "''",
    "'x'",
    "'%Y%m'",
    "'은/는'",
    "'USD'",
    '0',
    '-1',
    '1e9',
    '99999999999',
    'nil',
    'true',
    'empty',
    '(1..5000)',
  ),
  path,
);
const filter = fc
  .tuple(
    fc.constantFrom(
      ...'append prepend replace replace_first split join concat times plus divided_by modulo round slice truncate date relative add_days won money josa escape url_encode sort uniq map where sum has size first last default reverse newline_to_br raw json inspect'.split(
        ' ',
      ),
    ),
    fc.array(literal, { maxLength: 2 }),
  )
  .map(([name, values]) => `| ${name}${values.length > 0 ? `: ${values.join(', ')}` : ''}`);
const expression = fc
  .tuple(literal, fc.array(filter, { maxLength: 4 }))
  .map(([value, filters]) => [value, ...filters].join(' '));
const { source } = fc.letrec<{ source: string; piece: string }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: expression.map((written) => `{{ ${written} }}`) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 1, arbitrary: expression.map((written) => `{% assign a = ${written} %}`) },
    { weight: 1, arbitrary: tie('source').map((body) => `{% capture a %}${body}{% endcapture %}`) },
    {
      weight: 2,
      arbitrary: fc.tuple(literal, tie('source')).map(([over, body]) => `{% for i in ${over} %}${body}{% endfor %}`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(literal, tie('source'))
        .map(([on, body]) => `{% if ${on} %}${body}{% else %}{{ a }}{% endif %}`),
    },
    { weight: 1, arbitrary: word.map((name) => `{% include '${name}' %}`) },
  ),
  source: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
}));

it('whatever is written, it is filled within the limits or refused in words, and nothing of the machine comes out', () => {
  process.env.SANDBOX_TEST = SECRET;
  let filled = 0;
  fc.assert(
    fc.property(source, (written) => {
      const { text, refused } = outcome(written);
      if (text === undefined) {
        expect(refused).not.toBe('');
        return;
      }
      filled += 1;
      expect(text.length).toBeLessThanOrEqual(500_000);
      expect(text).not.toMatch(/\[native code\]|function \w*\(/);
      expect(text).not.toContain(SECRET);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
  delete process.env.SANDBOX_TEST;
  expect(filled).toBeGreaterThan(300);
});
