import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';

const ROOT = join(import.meta.dirname, '../..');

export interface SourceFile {
  /** Path from the project's root. */
  readonly path: string;
  readonly text: string;
  /** Imported modules: project files as paths from the root, packages by name. */
  readonly imports: readonly string[];
  /** `path:line` of every type assertion (`as T`, `<T>x`, `x!`) but `as const`. */
  readonly assertions: readonly string[];
}

const isNode = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Offsets of type assertions in a syntax tree. */
const assertionsIn = (node: unknown): number[] => {
  if (Array.isArray(node)) return node.flatMap(assertionsIn);
  if (!isNode(node)) return [];
  const type = node.type;
  const isConst =
    isNode(node.typeAnnotation) &&
    isNode(node.typeAnnotation.typeName) &&
    node.typeAnnotation.typeName.name === 'const';
  const asserts =
    (type === 'TSAsExpression' && !isConst) || type === 'TSTypeAssertion' || type === 'TSNonNullExpression';
  const own = asserts && typeof node.start === 'number' ? [node.start] : [];
  return [...own, ...Object.values(node).flatMap(assertionsIn)];
};

/** Every TypeScript source below the given folders with its imports, type-only ones included. */
export const sourceFiles = (folders: readonly string[]): SourceFile[] =>
  folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: ROOT }))
    .sort()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      const parsed = parseSync(path, text);
      const imports = [
        ...parsed.module.staticImports.map((entry) => entry.moduleRequest.value),
        ...parsed.module.staticExports.flatMap((entry) =>
          entry.entries.flatMap((one) => (one.moduleRequest ? [one.moduleRequest.value] : [])),
        ),
        ...[...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)].map((match) => match[1] ?? ''),
      ].map((name) => (name.startsWith('.') ? relative(ROOT, join(ROOT, dirname(path), name)) : name));
      const assertions = assertionsIn(parsed.program).map(
        (offset) => `${path}:${text.slice(0, offset).split('\n').length}`,
      );
      return { path, text, imports, assertions };
    });
