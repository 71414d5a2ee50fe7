import { type Checkpoint, outsideOf } from './checkpoint.ts';
import type { FoldRecord, FoldStanding } from './fold-store.ts';
import { type Links, linksText } from './links.ts';
import type { History } from './read-history.ts';

/** What the profile will stand on: the checkpoint it read or moves, or every event. */
export const standingOf = (history: History, next: Checkpoint | undefined): FoldStanding => {
  const { sealed, openSince } = history;
  // A checkpoint that moves takes in everything that lay beside it.
  if (next) return { checkpointed: true, outside: [], sealed, openSince };
  if (history.whole) return { checkpointed: false, outside: [], sealed, openSince };
  return { checkpointed: true, outside: outsideOf(history.checkpoint, history.kept), sealed, openSince };
};

export const isSame = (record: FoldRecord, text: string, links: Links, standing: FoldStanding): boolean =>
  record.text === text &&
  linksText(record.links) === linksText(links) &&
  record.checkpointed === standing.checkpointed &&
  record.outside.join('\n') === standing.outside.join('\n') &&
  record.sealed === standing.sealed &&
  record.openSince === standing.openSince;
