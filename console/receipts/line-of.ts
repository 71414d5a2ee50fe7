/** A line of a receipt that people stand behind; `because` is one of its reasons. */
export interface OpenedLine {
  readonly line: string;
  readonly because?: string | undefined;
}

const LINES: Readonly<Record<string, string>> = {
  ...{ sent: 'sent', skipped: 'skipped', failed: 'failed', unknown: 'unknown', deferred: 'deferred' },
  ...{ opened: 'opened', clicked: 'clicked', control: 'control', converted: 'converted', anyway: 'anyway' },
  ...{ extraPeople: 'extra', extra: 'extra', cost: 'cost', lost: 'lost', leaflets: 'leaflets' },
};

/** What the line of that id opens into (shared/insights/receipt-lines.ts); nothing behind a sum of several. */
export const lineOf = (id: string): OpenedLine | undefined => {
  const [name = '', because] = id.split('.');
  const line = Object.hasOwn(LINES, name) ? LINES[name] : undefined;
  if (line === undefined || because === 'others') return undefined;
  return { line, because };
};
