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
  ending: 'warn',
  at_risk: 'warn',
  cancelling: 'warn',
  unknown: 'warn',
  failed: 'bad',
  churned: 'bad',
  withdrawn: 'bad',
};

interface StatusProps {
  /** Decides the colour. */
  readonly code: string;
  readonly word: string;
}

/** A state in a word with a dot; the colour only repeats what the word says. */
export const Status = ({ code, word }: StatusProps) => (
  <span class={`status ${Object.hasOwn(TONES, code) ? TONES[code] : 'calm'}`}>{word}</span>
);

export const CampaignStatus = ({ code }: { readonly code: string }) => (
  <Status code={code} word={wordOf(useWords().campaigns.statuses, code)} />
);
