import { useWords, wordOf } from '../words/language.tsx';

const TONES: Readonly<Record<string, string>> = {
  sending: 'live',
  launching: 'live',
  scheduled: 'live',
  sent: 'good',
  done: 'good',
  granted: 'good',
  active: 'good',
  paused: 'warn',
  deferred: 'warn',
  at_risk: 'warn',
  cancelling: 'warn',
  unknown: 'warn',
  failed: 'bad',
  churned: 'bad',
  withdrawn: 'bad',
};

interface StatusProps {
  readonly code: string;
  readonly table: Readonly<Record<string, string>>;
}

/** A state in a word with a dot; the colour only repeats what the word says. */
export const Status = ({ code, table }: StatusProps) => (
  <span class={`status ${Object.hasOwn(TONES, code) ? TONES[code] : 'calm'}`}>{wordOf(table, code)}</span>
);

export const CampaignStatus = ({ code }: { readonly code: string }) => (
  <Status code={code} table={useWords().campaigns.statuses} />
);
