import * as z from 'zod';
import { byteLength } from '../platform/digest.ts';
import { DangolError, type ErrorDetail } from '../platform/errors.ts';

/** Bytes of a source; what it compiles to is several times as long. */
const MAX_SOURCE = 100_000;

const resultSchema = z.object({
  html: z.string(),
  errors: z.array(z.object({ line: z.number().optional(), message: z.string() })),
});

type Compiled = { readonly html: string } | { readonly faults: readonly string[] };

/** The package is in CommonJS: bundled and unbundled it answers the function in different places. */
const compilerOf = (loaded: unknown): ((source: string, options: object) => unknown) => {
  const found = typeof loaded === 'function' ? loaded : z.object({ default: z.unknown() }).parse(loaded).default;
  if (typeof found !== 'function') return compilerOf(found);
  return (source, options) => Reflect.apply(found, undefined, [source, options]);
};

/**
 * HTML of an MJML source, Liquid in it left as it is; or what is wrong with it, by line. Loads the compiler only when it is
 * called: nothing that sends messages may carry it. Its browser build has no file system to include anything from.
 */
export const compileMjml = async (source: string, language: string): Promise<Compiled> => {
  const bytes = byteLength(source);
  if (bytes > MAX_SOURCE) return { faults: [`has ${bytes} bytes, at most ${MAX_SOURCE} are allowed`] };
  const included = /<mj-include/i.exec(source);
  if (included) {
    const line = source.slice(0, included.index).split('\n').length;
    return { faults: [`line ${line}: mj-include reads files; write a block instead, {% render 'footer' %}`] };
  }
  try {
    const compile = compilerOf(await import('mjml-browser'));
    // No fonts: the default ones are fetched from a stranger, who would learn who opens the mail.
    const options = { validationLevel: 'soft', keepComments: false, minify: false, fonts: {} };
    const { html, errors } = resultSchema.parse(await compile(source, options));
    if (errors.length > 0) return { faults: errors.map(({ line, message }) => `line ${line ?? 1}: ${message}`) };
    const named = html.replaceAll('lang="und"', `lang="${language}"`);
    return { html: /<pre/i.test(named) ? named : named.replace(/^[ \t]+|[ \t]+$/gm, '').replace(/\n{2,}/g, '\n') };
  } catch (error) {
    return { faults: [error instanceof Error ? error.message : 'is not MJML'] };
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A template's body with the HTML that its MJML, in each language, compiles to. What is not MJML passes as it is, for the
 * check of the template to judge. Throws `invalid` with each fault and its line.
 */
export const withCompiledMjml = async (body: Record<string, unknown>): Promise<Record<string, unknown>> => {
  const details: ErrorDetail[] = [];
  const compiled = async (words: Record<string, unknown>, path: string, language: string) => {
    if (typeof words.mjml !== 'string') return words;
    const result = await compileMjml(words.mjml, language);
    if ('html' in result) return { ...words, html: result.html };
    details.push(...result.faults.map((message) => ({ path: `${path}mjml`, message })));
    return words;
  };
  const main = await compiled(body, '', typeof body.language === 'string' ? body.language : 'ko');
  const others: [string, unknown][] = [];
  for (const [language, words] of isRecord(body.languages) ? Object.entries(body.languages) : [])
    others.push([language, isRecord(words) ? await compiled(words, `languages.${language}.`, language) : words]);
  const [first] = details;
  if (first) throw new DangolError('invalid', `Template: ${first.path}: ${first.message}`, { details });
  return isRecord(body.languages) ? { ...main, languages: Object.fromEntries(others) } : main;
};
