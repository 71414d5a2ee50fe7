import * as z from 'zod';
import { CAMPAIGN } from '../campaigns/campaign.ts';
import type { Snapshot } from '../campaigns/snapshot.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { textOfHtml } from '../templates/html-text.ts';
import { type ReportDeps, readReport } from './read-report.ts';

/** One message as it went out, and what it did. Rates are of people, over delivered; null while nothing was delivered. */
export const pastMessageSchema = z.object({
  campaignId: z.string(),
  campaignName: z.string(),
  hypothesis: z.string().nullable(),
  channel: z.string(),
  purpose: z.string(),
  templateId: z.string(),
  templateVersion: z.number().int(),
  templateName: z.string(),
  subject: z.string().nullable(),
  /** Beginning of what it said. */
  excerpt: z.string(),
  status: z.string(),
  startAt: z.string(),
  sent: z.number().int(),
  delivered: z.number().int(),
  clickRate: z.number().nullable(),
  conversionRate: z.number().nullable(),
  /** Unsubscribed, complained or opted out. */
  negativeRate: z.number().nullable(),
});
type PastMessage = z.infer<typeof pastMessageSchema>;

export const libraryCursorSchema = z.object({ updatedAt: z.string(), id: z.string() });
type LibraryCursor = z.infer<typeof libraryCursorSchema>;

export interface LibraryDeps extends ReportDeps {
  readonly definitions: Pick<DefinitionStore, 'get' | 'listAll'>;
}

interface Wanted {
  /** Words that stand in the names, the subject or the text. */
  readonly query?: string | undefined;
  readonly channel?: string | undefined;
  readonly limit: number;
  readonly after?: LibraryCursor | undefined;
}

/** Campaigns looked at for one page; rare words may need several calls with short pages between. */
const LOOKED = 100;
const EXCERPT = 160;

const saidBy = ({ template }: Snapshot): string => {
  if (template.channel === 'kakao')
    return [template.text, ...(template.cards ?? []).map(({ text }) => text)].join(' ').trim();
  return template.channel === 'email' ? textOfHtml(template.html) : template.text;
};

/** What stands above the words, where a channel has that. */
const titleOf = (template: Snapshot['template']): string | undefined => {
  if (template.channel === 'kakao') return template.cards?.[0]?.title;
  return template.channel === 'push' ? template.title : template.subject;
};

const oneOf = async (deps: LibraryDeps, id: string, { query, channel }: Wanted): Promise<PastMessage | undefined> => {
  const state = await deps.sends.state(id);
  if (!state || (channel !== undefined && state.channel !== channel)) return undefined;
  const snapshot = await deps.sends.snapshot(id);
  const { campaign, template } = snapshot;
  const said = saidBy(snapshot);
  const subject = titleOf(template) ?? null;
  const all = `${campaign.name} ${template.name} ${subject ?? ''} ${campaign.hypothesis ?? ''} ${said}`.toLowerCase();
  if (query !== undefined && !all.includes(query.trim().toLowerCase())) return undefined;
  const { sent, delivered, rates, negative } = await readReport(deps, id);
  const bad = negative.unsubscribed + negative.complained + negative.optedOut;
  return {
    ...{ campaignId: id, campaignName: campaign.name, hypothesis: campaign.hypothesis ?? null },
    ...{ channel: template.channel, purpose: template.purpose, templateId: campaign.templateId },
    ...{ templateVersion: snapshot.templateVersion, templateName: template.name, subject },
    excerpt: said.replace(/\s+/g, ' ').slice(0, EXCERPT),
    ...{ status: state.status, startAt: state.startAt, sent, delivered },
    ...{ clickRate: rates.click, conversionRate: rates.conversion },
    negativeRate: delivered === 0 ? null : bad / delivered,
  };
};

/** The shop's own past messages with their results, the campaign that was worked on last first; a page of them. */
export const readLibrary = async (
  deps: LibraryDeps,
  wanted: Wanted,
): Promise<{ readonly messages: readonly PastMessage[]; readonly next?: LibraryCursor }> => {
  const { limit, after } = wanted;
  const place = ({ updatedAt, id }: LibraryCursor): string => `${updatedAt} ${id}`;
  const heads = (await deps.definitions.listAll(CAMPAIGN))
    .filter((head) => after === undefined || place(head) < place(after))
    .sort((left, right) => (place(left) < place(right) ? 1 : -1));
  const messages: PastMessage[] = [];
  for (const [index, head] of heads.entries()) {
    const found = await oneOf(deps, head.id, wanted);
    if (found) messages.push(found);
    const isFull = messages.length >= limit || index + 1 >= LOOKED;
    if (isFull && index + 1 < heads.length) return { messages, next: { updatedAt: head.updatedAt, id: head.id } };
    if (isFull) break;
  }
  return { messages };
};
