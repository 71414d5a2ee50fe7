import * as z from 'zod';
import type { ComputedStore } from '../computed/computed-store.ts';
import type { Language } from '../scoring/churn-flag.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { builtInSegment } from './built-in.ts';
import { describe } from './describe.ts';
import { campaignsIn, type Rule } from './rule.ts';
import { SEGMENT_KIND } from './segment.ts';
import type { Names } from './topic.ts';

/** A rule in words, in each language of the product. */
export const sentencesSchema = z.object({ ko: z.string(), en: z.string() });
type Sentences = z.infer<typeof sentencesSchema>;

const namedSchema = z.object({ name: z.string() });

interface Sources {
  readonly definitions: Pick<DefinitionStore, 'listAll'>;
  readonly computed: Pick<ComputedStore, 'list'>;
}

const titlesOf = async (computed: Sources['computed'], language: Language): Promise<Map<string, string>> => {
  const listed = await computed.list(language);
  return new Map(listed.flatMap(({ name, title }) => (title === undefined ? [] : [[name, title] as const])));
};

/** What the ids in rules are called, archived ones included. */
export const loadNames = async (
  { definitions, computed }: Sources,
  rules: readonly Rule[],
  currency: string,
): Promise<Record<Language, Names>> => {
  const heads = async (kind: string): Promise<Map<string, string>> => {
    const listed = await definitions.listAll(kind);
    return new Map(
      listed.flatMap(({ id, body }) => {
        const named = namedSchema.safeParse(body);
        return named.success ? [[id, named.data.name] as const] : [];
      }),
    );
  };
  const asksCampaigns = rules.some((rule) => campaignsIn(rule).size > 0);
  const [segments, campaigns, ko, en] = await Promise.all([
    heads(SEGMENT_KIND),
    asksCampaigns ? heads('campaign') : new Map<string, string>(),
    titlesOf(computed, 'ko'),
    titlesOf(computed, 'en'),
  ]);
  const names = (language: Language, titles: ReadonlyMap<string, string>): Names => ({
    segment: (id) => builtInSegment(id)?.name[language] ?? segments.get(id),
    campaign: (id) => campaigns.get(id),
    computed: (name) => titles.get(name),
    currency,
  });
  return { ko: names('ko', ko), en: names('en', en) };
};

export const sentencesOf = (rule: Rule, names: Readonly<Record<Language, Names>>): Sentences => ({
  ko: describe(rule, 'ko', names.ko),
  en: describe(rule, 'en', names.en),
});
