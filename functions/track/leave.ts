import type { RecordDeps } from '../../shared/feedback/record-receipt.ts';
import { refuse } from '../../shared/feedback/refuse.ts';
import { MINUTE, toIso } from '../../shared/platform/clock.ts';
import type { FoundReader } from './find-reader.ts';

/** Ends the right to send such messages, before this answers. */
export const leave = async (deps: RecordDeps, reader: FoundReader, source: string): Promise<void> => {
  const now = deps.clock();
  const { customerId, channel, address, purpose, ref, ip } = reader;
  // One statement a minute per link: repeats by a mail program add nothing, a new refusal after a new consent counts.
  const evidenceId = `unsubscribe:${ref}:${Math.floor(now / MINUTE)}`;
  const who = { customerId, channel, address, purpose, ip, told: 'page' } as const;
  await refuse(deps, { ...who, reason: 'unsubscribe', evidenceId, source, at: toIso(now) });
};
