import type { Route } from '../../../shared/api/route.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { DangolError, type ErrorDetail } from '../../../shared/platform/errors.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { BLOCK, type Block, blockIdsIn, blockSchema } from '../../../shared/templates/block.ts';
import { blocksOf, readBlocks } from '../../../shared/templates/block-store.ts';
import { templateFaults } from '../../../shared/templates/check-template.ts';
import { textOfHtml } from '../../../shared/templates/html-text.ts';
import { TEMPLATE, type Template, templateSchema } from '../../../shared/templates/template.ts';
import { definitionRoutes } from '../definition-routes.ts';
import type { Services } from '../services.ts';

/** A mail that holds nothing but the block, so that its words are checked as a template's. */
const alone = ({ name, html, text, languages }: Block): Template =>
  templateSchema.parse({
    ...{ name, channel: 'email', purpose: 'info', subject: '-', html: html ?? '-', text: text ?? '-' },
    languages: Object.fromEntries(
      Object.entries(languages ?? {})
        .filter(([language]) => language !== 'ko')
        .map(([language, own]) => [language, { subject: '-', html: own.html ?? '-', text: own.text ?? '-' }]),
    ),
  });

export const blockRoutes = ({ clock, definitions }: Services): readonly Route[] => {
  const computed = createComputedStore(definitions, clock);

  const users = async (id: string): Promise<{ readonly id: string; readonly template: Template }[]> =>
    (await definitions.listAll(TEMPLATE)).flatMap(({ id: templateId, body, archived }) => {
      const template = templateSchema.safeParse(body).data;
      return !archived && template && blockIdsIn(template).includes(id) ? [{ id: templateId, template }] : [];
    });

  /** A block that may be saved: right by itself, and in every template that names it. */
  const check = async (id: string, body: unknown): Promise<Block> => {
    const block = parse(blockSchema, body, 'Block');
    const names = new Set((await computed.customs()).map(({ name }) => name));
    const details: ErrorDetail[] = templateFaults(alone(block), names);
    for (const { id: templateId, template } of details.length > 0 ? [] : await users(id)) {
      const blocks = new Map([...blocksOf(await readBlocks(definitions, template)), [id, block] as const]);
      for (const { path, message } of templateFaults(template, names, blocks))
        details.push({ path, message: `in the template "${templateId}": ${message}` });
    }
    const [first] = details;
    if (first) throw new DangolError('invalid', `Block: ${first.path}: ${first.message}`, { details });
    return block;
  };

  return definitionRoutes({
    ...{ definitions, kind: BLOCK, noun: 'block', path: '/v1/blocks', tag: 'templates', prefix: 'b' },
    summaries: {
      list: 'Words that several templates share',
      create: "Write a block; templates name it by {% render 'its-id' %}",
      read: 'One block',
      update: 'Write a new version; campaigns that were launched keep theirs',
      archive: 'Archive a block that no template names',
    },
    ...{ schema: blockSchema, check },
    said: ({ html, text }) => [textOfHtml(html ?? ''), text ?? ''],
    heldBy: async (id) => {
      const [user] = await users(id);
      return user && `Block "${id}" stands in the template "${user.id}"`;
    },
  }).routes;
};
