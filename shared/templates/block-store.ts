import { DangolError } from '../platform/errors.ts';
import type { Definition, DefinitionStore } from '../settings/definition-store.ts';
import { BLOCK, type Block, blockIdsIn, blockSchema, withBlocks } from './block.ts';
import { withoutSource } from './languages.ts';
import { type Template, templateSchema } from './template.ts';

/** The blocks that a template names, as they stand now; what does not exist or is archived is missing. */
export const readBlocks = async (
  definitions: DefinitionStore,
  template: Template,
): Promise<Map<string, Definition>> => {
  const found = await Promise.all(blockIdsIn(template).map((id) => definitions.get(BLOCK, id)));
  return new Map(found.flatMap((block) => (block && !block.archived ? [[block.id, block] as const] : [])));
};

export const blocksOf = (found: ReadonlyMap<string, Definition>): Map<string, Block> =>
  new Map([...found].map(([id, { body }]) => [id, blockSchema.parse(body)]));

/** A template as it goes out: no source that a compiler has read, blocks written out. */
export interface Content {
  readonly template: Template;
  readonly templateVersion: number;
  /** Versions of the blocks in it. */
  readonly blocks?: Record<string, number>;
}

const contentWith = (head: Definition, found: ReadonlyMap<string, Definition>): Content => {
  const { template, faults } = withBlocks(withoutSource(templateSchema.parse(head.body)), blocksOf(found));
  const [fault] = faults;
  if (fault) throw new DangolError('conflict', `Template "${head.id}": ${fault.path}: ${fault.message}.`);
  const versions = [...found].map(([id, { version }]) => [id, version] as const);
  return {
    template,
    templateVersion: head.version,
    ...(versions.length === 0 ? {} : { blocks: Object.fromEntries(versions) }),
  };
};

/** What the template amounts to now. Throws `conflict` where one of its blocks is gone. */
export const contentOf = async (definitions: DefinitionStore, head: Definition): Promise<Content> =>
  contentWith(head, await readBlocks(definitions, templateSchema.parse(head.body)));

/** What it amounted to with those versions of its blocks. */
export const contentAt = async (
  definitions: DefinitionStore,
  head: Definition,
  versions: Readonly<Record<string, number>>,
): Promise<Content> => {
  const found = await Promise.all(
    Object.entries(versions).map(([id, version]) => definitions.getVersion(BLOCK, id, version)),
  );
  return contentWith(head, new Map(found.flatMap((block) => (block ? [[block.id, block] as const] : []))));
};
