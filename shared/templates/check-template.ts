import { labelVariants } from '../law/korean-label.ts';
import { DangolError, type ErrorDetail } from '../platform/errors.ts';
import { parse } from '../platform/parse.ts';
import { PRODUCT_BLOCKS, type ProductBlock } from '../products/product-blocks.ts';
import { type Block, withBlocks } from './block.ts';
import { linksIn } from './brand-message.ts';
import { engineFor } from './engine.ts';
import { NOW } from './filters.ts';
import { houseLanguage, versionsOf } from './languages.ts';
import { type Template, templateSchema } from './template.ts';
import { variableFault } from './variables.ts';

const ZONE = 'Asia/Seoul';

interface Source {
  readonly path: string;
  readonly language: string;
  readonly text: string;
  readonly output: 'html' | 'text';
}

const sourcesOf = (template: Template): Source[] =>
  versionsOf(template).flatMap(({ path, version }): Source[] => {
    const { language } = version;
    if (version.channel === 'sms') {
      // All languages share them: Kakao registered one wording.
      const variables = path === '' ? Object.entries(version.alimtalk?.variables ?? {}) : [];
      return [
        { path: `${path}text`, language, text: version.text, output: 'text' },
        // The title of a long text stands before the label: none may look like it.
        ...(version.subject === undefined
          ? []
          : [{ path: `${path}subject`, language, text: version.subject, output: 'text' as const }]),
        ...variables.map(([name, text]) => ({
          path: `alimtalk.variables.${name}`,
          language,
          text,
          output: 'text' as const,
        })),
      ];
    }
    if (version.channel === 'kakao') {
      const cards = version.cards ?? [];
      const addresses = linksIn(version).map((text, n) => [`links[${n}]`, text] as const);
      const all = [
        ['text', version.text] as const,
        ...cards.flatMap(({ title, text }, n) => [
          [`cards[${n}].title`, title] as const,
          [`cards[${n}].text`, text] as const,
        ]),
        ...addresses,
      ];
      return all.map(([at, text]) => ({ path: at, language, text, output: 'text' }));
    }
    if (version.channel === 'push') {
      const { title, image, link, data = {} } = version;
      // All languages share what is no words.
      const once = [
        ...(image === undefined ? [] : [['image', image] as const]),
        ...(link === undefined ? [] : [['link', link] as const]),
        ...Object.entries(data).map(([name, text]) => [`data.${name}`, text] as const),
      ];
      const words = [[`${path}title`, title] as const, [`${path}text`, version.text] as const];
      const all = [...words, ...(path === '' ? once : [])];
      return all.map(([at, text]) => ({ path: at, language, text, output: 'text' }));
    }
    const { subject, html, text } = version;
    return [
      { path: `${path}subject`, language, text: subject, output: 'text' },
      { path: `${path}html`, language, text: html, output: 'html' },
      ...(text === undefined ? [] : [{ path: `${path}text`, language, text, output: 'text' as const }]),
    ];
  });

const faultsOf = (source: Source, template: Template, computed: ReadonlySet<string>): string[] => {
  const engine = engineFor(source.output, houseLanguage(source.language), ZONE);
  try {
    const parsed = engine.parse(source.text);
    const paths = engine.variables(source.text);
    const unknown = paths.flatMap((path) => variableFault(path, computed) ?? []);
    if (template.purpose === 'ad' && paths.some(([root]) => root === 'data'))
      return ['"data" is what the caller of a single message sends along; ads go out by campaigns, which have none'];
    if (unknown.length > 0) return unknown;
    if (template.survey === undefined && paths.some(([root]) => root === 'survey'))
      return [
        '"survey" is what a template reads that asks something; add "survey": {"kind": "nps"} or {"kind": "csat"}',
      ];
    // An endless loop or a huge string does not wait for a customer to show itself.
    engine.render(parsed, { [NOW]: '2026-01-01T00:00:00.000Z' });
  } catch (error) {
    return [error instanceof Error ? error.message : 'is not a Liquid template'];
  }
  if (template.purpose !== 'ad') return [];
  return labelVariants(source.text).map(
    (variant) => `"${variant}" looks like the advertising label but is none; remove it, (광고) is added by itself`,
  );
};

/** Paths below `data` that a template reads, such as `['order', 'number']`; each source must parse. */
export const dataPathsOf = (template: Template): (readonly unknown[])[] =>
  sourcesOf(template).flatMap(({ text, output, language }) =>
    engineFor(output, houseLanguage(language), ZONE)
      .variables(text)
      .filter(([root]) => root === 'data')
      .map(([, ...path]) => path),
  );

/** First names of what a template reads, such as `customer` or `coupon`; each source must parse. */
export const rootsOf = (template: Template): ReadonlySet<unknown> =>
  new Set(
    sourcesOf(template).flatMap(({ text, output, language }) =>
      engineFor(output, houseLanguage(language), ZONE)
        .variables(text)
        .map(([root]) => root),
    ),
  );

/** Whether a template reads what only a journey knows. */
export const readsJourney = (template: Template): boolean => {
  const roots = rootsOf(template);
  return roots.has('event') || roots.has('landing');
};

const blocksRead = new WeakMap<Template, ReadonlySet<ProductBlock>>();

/** What a template reads of the catalogue; parsed once, because a campaign asks for each of its people. */
export const productBlocksOf = (template: Template): ReadonlySet<ProductBlock> => {
  const known = blocksRead.get(template);
  if (known) return known;
  const roots = new Set(
    sourcesOf(template).flatMap(({ text, output, language }) =>
      engineFor(output, houseLanguage(language), ZONE)
        .variables(text)
        .map(([root]) => root),
    ),
  );
  const read = new Set(PRODUCT_BLOCKS.filter((name) => roots.has(name)));
  blocksRead.set(template, read);
  return read;
};

const asks = ({ text, output, language }: Source): boolean =>
  engineFor(output, houseLanguage(language), ZONE)
    .variables(text)
    .some(([root, name]) => root === 'survey' && (name === 'url' || name === 'answers'));

/** Languages in which a template asks something and nothing leads to the answer; each source must parse. */
export const unansweredLanguages = (template: Template): string[] => {
  if (template.survey === undefined) return [];
  const leading = sourcesOf(template).filter((source) => asks(source));
  // Nobody sees a link in a subject, and a mail is read as HTML; what all languages share leads there in each of them.
  const found = leading.map(({ path }) => path).filter((path) => template.channel !== 'email' || path.endsWith('html'));
  const shared = found.some((path) => /^(?:link|data\.|alimtalk\.)/.test(path));
  return versionsOf(template).flatMap(({ path, version }) =>
    shared || found.includes(`${path}${template.channel === 'email' ? 'html' : 'text'}`) ? [] : [version.language],
  );
};

const UNANSWERED =
  'asks something, and no link in the words leads there: write {{ survey.url }}, or one link for each of survey.answers';

/** Every fault of a template with its blocks, with the field it stands in. */
export const templateFaults = (
  written: Template,
  computed: ReadonlySet<string> = new Set(),
  blocks: ReadonlyMap<string, Block> = new Map(),
): ErrorDetail[] => {
  const { template, faults } = withBlocks(written, blocks);
  const found = sourcesOf(template).flatMap((source) =>
    faultsOf(source, template, computed).map((message) => ({ path: source.path, message })),
  );
  const silent = found.length + faults.length > 0 ? [] : unansweredLanguages(template);
  const survey = silent.map((language) => ({ path: 'survey', message: `${UNANSWERED} (language ${language})` }));
  return [...faults, ...found, ...survey];
};

/**
 * A template that may be saved; `computed` are the names of the shop's own computed traits. Throws `invalid` with each
 * fault of shape, Liquid and label.
 */
export const checkTemplate = (
  body: unknown,
  computed: ReadonlySet<string> = new Set(),
  blocks: ReadonlyMap<string, Block> = new Map(),
): Template => {
  const template = parse(templateSchema, body, 'Template');
  const details = templateFaults(template, computed, blocks);
  const [first] = details;
  if (first) throw new DangolError('invalid', `Template: ${first.path}: ${first.message}`, { details });
  return template;
};
