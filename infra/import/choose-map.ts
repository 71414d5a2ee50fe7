import { existsSync, readFileSync } from 'node:fs';
import { guessMap } from '../../shared/imports/guess-map.ts';
import { ImportError } from '../../shared/imports/import-error.ts';
import { checkMap, type ImportMap, parseMap } from '../../shared/imports/import-map.ts';
import { previewFile } from '../../shared/imports/preview.ts';
import { mapFor, READY_MAPS } from '../../shared/imports/ready-map.ts';
import type { SourceFile } from '../../shared/imports/row.ts';
import { quote } from '../../shared/platform/errors.ts';
import { proposalLines } from './proposal-lines.ts';

interface Choice {
  /** A file, or the name of a ready map; without it the header is read and a map proposed. */
  readonly map: string | undefined;
  readonly sheet: string | undefined;
  /** Takes the proposal without asking. */
  readonly yes: boolean;
}

const readMap = (path: string): ImportMap => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ImportError(
      `The map ${quote(path)} cannot be read; check its name. Ready maps are: ${READY_MAPS.map(({ name }) => name).join(', ')}.`,
      { cause },
    );
  }
  return parseMap(text);
};

/** The map to import with, or nothing if the proposal has been printed and awaits an answer. */
export const chooseMap = async (
  file: SourceFile,
  choice: Choice,
  write: (text: string) => unknown,
): Promise<ImportMap | undefined> => {
  const withSheet = (map: ImportMap): ImportMap => (choice.sheet === undefined ? map : { ...map, sheet: choice.sheet });
  const ready = READY_MAPS.find(({ name }) => name === choice.map);
  if (choice.map !== undefined && (ready === undefined || existsSync(choice.map)))
    return withSheet(readMap(choice.map));
  const preview = await previewFile(file, choice.sheet);
  if (ready) return withSheet(mapFor(ready, preview.header));
  const proposal = guessMap(preview.header, preview.rows);
  for (const line of proposalLines(preview, proposal)) write(`${line}\n`);
  if (choice.yes) return withSheet(checkMap(proposal.map));
  write(
    '\nNothing was sent. Run again with --yes to import so, or save the map above as map.json, change it, and run with --map map.json. --dry-run says what would happen.\n',
  );
  return undefined;
};
