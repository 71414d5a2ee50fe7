import type { Inbox } from '../inbox/inbox.ts';

/** Shares 0–1 of calls that go wrong, drawn from the run's seeded `random`. */
type ProviderFaults = { failProvider: number; loseProviderAnswer: number; random: () => number };

/** What the runner gives every stand-in. `clock` is the product's clock in epoch ms. */
export type StandInOptions = {
  clock: () => number;
  sns: (topicArn: string, message: object) => Promise<void>;
  faults: () => ProviderFaults;
  inbox: Inbox;
  dataDir?: string;
};

/** Where a configuration set publishes its events, as the template names them. */
export type EventDestination = { topicArn: string; eventTypes: readonly string[]; enabled?: boolean };
export type ConfigurationSet = {
  name: string;
  destinations: readonly EventDestination[];
  sendingEnabled?: boolean;
};

/** A refusal before acceptance: throttled or unavailable, half and half. */
export function refusal(faults: ProviderFaults): 'throttled' | 'unavailable' | undefined {
  if (faults.failProvider <= 0 || faults.random() >= faults.failProvider) return undefined;
  return faults.random() < 0.5 ? 'throttled' : 'unavailable';
}

/** Accepted, but the caller never hears of it. */
export function losesAnswer(faults: ProviderFaults): boolean {
  return faults.loseProviderAnswer > 0 && faults.random() < faults.loseProviderAnswer;
}

/** The topics that want an event; `Rendering Failure`, `renderingFailure` and `RENDERING_FAILURE` are one type. */
export function topicsFor(set: ConfigurationSet | undefined, eventType: string, ...kinds: string[]): string[] {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');
  const wanted = [eventType, ...kinds].map(plain);
  return (set?.destinations ?? [])
    .filter(({ enabled, eventTypes }) => enabled !== false && eventTypes.some((name) => wanted.includes(plain(name))))
    .map(({ topicArn }) => topicArn);
}
