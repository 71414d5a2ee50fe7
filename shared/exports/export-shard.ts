import * as z from 'zod';
import { toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { dateOfEpochDay, epochDay, localDate, startOfDay } from '../platform/time.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import { readAbove } from '../profiles/heard.ts';
import { idsOf } from '../profiles/profile.ts';
import type { Model } from '../scoring/model.ts';
import type { Run, ShardInput } from '../scoring/run.ts';
import type { RunFiles } from '../scoring/run-files.ts';
import type { RunStore } from '../scoring/run-store.ts';
import type { ExportFiles } from './export-files.ts';
import { createPartWriter } from './part-writer.ts';
import { customerRow, eventRow, messageRow, orderRow, type RowRules } from './rows.ts';
import type { SourceStore } from './source-store.ts';

export interface ExportDependencies {
  readonly customers: CustomerStore;
  readonly sources: SourceStore;
  readonly runs: RunStore;
  /** Notes of finished shards. */
  readonly notes: RunFiles;
  readonly files: ExportFiles;
  readonly addressKey: () => Promise<Buffer>;
}

export const exportCountsSchema = z.object({
  customers: z.number().int(),
  orders: z.number().int(),
  events: z.number().int(),
  messages: z.number().int(),
});
export type ExportCounts = z.infer<typeof exportCountsSchema>;

export const exportNote = (runId: string, shard: number): string => `runs/${runId}/export/${shard}.json`;

/** A day of events is written again on this many nights after it was over, for what a queue brought late. */
const LATE_NIGHTS = 2;

/**
 * Days of events that a run writes: its own, which is not over, those before it, and whatever no earlier export has written.
 * `from` and `until` are instants of receipt.
 */
export const eventWindow = ({ asOf, rules, eventsFrom }: Pick<Run, 'asOf' | 'rules' | 'eventsFrom'>) => {
  const today = epochDay(asOf);
  const first = Math.min(today - 1 - LATE_NIGHTS, eventsFrom === undefined ? today : epochDay(eventsFrom));
  const start = (day: number): string => toIso(startOfDay(dateOfEpochDay(day), rules.timezone));
  return {
    from: eventsFrom === undefined ? '' : start(first),
    until: start(today + 1),
    days: Array.from({ length: today - first + 1 }, (_, index) => dateOfEpochDay(first + index)),
  };
};

const modelOf = ({ runId, model }: Run): Model => {
  if (!model) throw new DangolError('internal', `Run ${runId} has no model; the export comes after summarise-run.`);
  return model;
};

/** Writes one shard of each table for SQL; a shard that was finished before is kept. */
export const exportShard = async (
  { customers, sources, runs, notes, files, addressKey }: ExportDependencies,
  { runId, shard, total }: ShardInput,
): Promise<void> => {
  const run = await runs.get(runId);
  const { sqlExport } = run;
  if (!sqlExport || (await notes.find(exportNote(runId, shard), exportCountsSchema))) return;
  await runs.renewExport(runId);
  const model = modelOf(run);
  const rules: RowRules = { sqlExport, addressKey: await addressKey() };
  const day = run.asOf;
  const { from, until, days } = eventWindow(run);
  const writer = {
    customers: createPartWriter(files, 'customers', shard),
    orders: createPartWriter(files, 'orders', shard),
    events: createPartWriter(files, 'events', shard),
    messages: createPartWriter(files, 'messages', shard),
  };

  for await (const customer of customers.scanProfiles(shard, total)) {
    await writer.customers.add(day, customerRow(customer, model, run.startedAt, rules));
    const reading = readAbove({ heard: customer.heard, lastSeenAt: customer.fold.lastSeenAt }, from);
    if (reading === undefined) continue;
    const above = reading === 'everything' ? undefined : reading.above;
    for (const id of idsOf(customer)) {
      for await (const event of sources.events(id, from, until, above)) {
        const receivedOn = localDate(Date.parse(event.receivedAt), run.rules.timezone);
        await writer.events.add(receivedOn, eventRow(customer.customerId, event, rules));
      }
    }
  }
  for await (const order of sources.orders(shard, total)) {
    const row = orderRow(order);
    if (row) await writer.orders.add(day, row);
  }
  for await (const message of sources.messages(shard, total)) await writer.messages.add(day, messageRow(message));

  const counts: ExportCounts = {
    customers: await writer.customers.close([day]),
    orders: await writer.orders.close([day]),
    events: await writer.events.close(days),
    messages: await writer.messages.close([day]),
  };
  await notes.put(exportNote(runId, shard), counts);
};
