import { createComputedStore } from '../computed/computed-store.ts';
import { type Clock, SECOND, toIso } from '../platform/clock.ts';
import { BUCKET_NAMES } from '../platform/hash.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import type { Customer } from '../profiles/profile.ts';
import type { RunStore } from '../scoring/run-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { dataPathsOf, templateFaults } from '../templates/check-template.ts';
import { contextOf } from '../templates/context.ts';
import { plainLinks } from '../templates/email-html.ts';
import { engineFor } from '../templates/engine.ts';
import type { Law } from '../templates/notice.ts';
import { renderMessage } from '../templates/render.ts';
import type { Template } from '../templates/template.ts';
import { type Audience, type AudiencePlan, sourceOf } from './audience.ts';
import { type FreezeDependencies, freeze } from './freeze.ts';
import { type Snapshot, topicOf } from './snapshot.ts';

/** `block` refuses the launch; `warn` is said and left to the person. */
export interface Finding {
  readonly level: 'block' | 'warn';
  readonly code: string;
  readonly message: string;
}

export interface Preflight {
  readonly findings: readonly Finding[];
  /** People found so far; exact unless the search was cut short. */
  readonly audience: { readonly count: number; readonly exact: boolean };
  readonly snapshot: Snapshot | undefined;
}

export interface PreflightDependencies extends FreezeDependencies {
  readonly runs: RunStore;
  readonly audience: Audience;
  readonly customers: CustomerStore;
  readonly settings: SettingsStore;
  readonly clock: Clock;
}

/** The count stops here: preflight answers within an HTTP call. */
const COUNT_LIMIT = 10_000;
const TIME_LIMIT = 5 * SECOND;
const SAMPLE = 20;

const block = (code: string, message: string): Finding => ({ level: 'block', code, message });
const warn = (code: string, message: string): Finding => ({ level: 'warn', code, message });

const isLoopback = (url: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);

const linkFindings = (template: Template): Finding[] => {
  const links =
    template.channel === 'email'
      ? plainLinks(template.html)
      : [...template.text.matchAll(/https?:\/\/[^\s{]+/gi)].map(([url]) => url);
  return links.flatMap((link) => {
    if (!URL.canParse(link)) return [block('badLink', `The link "${link.slice(0, 80)}" is no absolute web address.`)];
    const url = new URL(link);
    if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return [];
    return [block('insecureLink', `The link "${link.slice(0, 80)}" is not https; readers would be warned of it.`)];
  });
};

const senderFindings = ({ brand, template }: Snapshot): Finding[] => {
  const missing = (['name', 'email', 'phone', 'address'] as const).filter((field) => brand[field].trim() === '');
  const findings =
    template.purpose === 'ad' && missing.length > 0
      ? [block('senderIncomplete', `An ad must name its sender; settings.brand lacks ${missing.join(', ')}.`)]
      : [];
  if (template.channel === 'sms' && brand.smsSender.trim() === '')
    findings.push(
      block('senderIncomplete', 'A text message needs settings.brand.smsSender, the registered caller number.'),
    );
  return findings;
};

const countAudience = async (audience: Audience, plan: AudiencePlan, clock: Clock) => {
  const end = clock() + TIME_LIMIT;
  const sample: string[] = [];
  let count = 0;
  for (const bucket of BUCKET_NAMES) {
    for await (const { customerId, fits } of audience(plan, bucket)) {
      if (fits) count += 1;
      if (fits && sample.length < SAMPLE) sample.push(customerId);
      if (count >= COUNT_LIMIT || clock() > end) return { count, exact: false, sample };
    }
  }
  return { count, exact: true, sample };
};

/** Traits that the template prints plainly, so that a person without one would see a gap. */
const plainTraits = (template: Template, zone: string): string[] => {
  const source = template.channel === 'email' ? `${template.subject}${template.html}` : template.text;
  const outputs = [...source.matchAll(/\{\{([^}]*)\}\}/g)].map(([, body = '']) => body);
  const names = engineFor('text', template.language, zone)
    .variables(source)
    .filter(([root, group]) => root === 'customer' && group === 'traits')
    .map(([, , name]) => name)
    .filter((name) => typeof name === 'string');
  return [...new Set(names)].filter((name) =>
    outputs.some((body) => body.includes(`traits.${name}`) && !/\|\s*default\b/.test(body)),
  );
};

const renderFindings = (
  snapshot: Snapshot,
  people: readonly Customer[],
  zone: string,
  currency: string,
  now: string,
  law: Law,
): Finding[] => {
  const { template, brand, campaign } = snapshot;
  const example = 'https://example.com/u/example';
  const links = { unsubscribe: example, preferences: example, open: example, click: (url: string) => url };
  const findings: Finding[] = [];
  let failed = 0;
  let reason = '';
  for (const customer of people) {
    const context = contextOf({
      customer,
      brand,
      campaign: { id: 'preflight', name: campaign.name },
      links,
      currency,
      now,
    });
    const result = renderMessage(template, { context, links, brand, law, zone });
    if (result.kind === 'unlawful')
      return [block('law', `The finished message would not be lawful as an ad: ${result.faults.join('; ')}.`)];
    if (result.kind === 'failed') {
      failed += 1;
      reason = result.reason;
    }
  }
  if (failed > 0) {
    const message = `The template cannot be filled for ${failed} of ${people.length} people looked at: ${reason}.`;
    findings.push(failed === people.length ? block('renderFailed', message) : warn('renderFailed', message));
  }
  for (const name of plainTraits(template, zone)) {
    const without = people.filter(({ fold }) => !(name in fold.traits) && !(name in fold.contacts)).length;
    if (without > 0)
      findings.push(
        warn(
          'missingTrait',
          `${without} of ${people.length} people looked at have no "${name}" and would see a gap; write {{ customer.traits.${name} | default: '…' }}.`,
        ),
      );
  }
  return findings;
};

/** Everything that stands in the way of a launch, or should be known before it. */
export const createPreflight = (deps: PreflightDependencies) => {
  const { runs, audience, customers, settings: settingsStore, clock } = deps;

  return async (campaignId: string): Promise<Preflight> => {
    const frozen = await freeze(deps, campaignId);
    const nobody = { count: 0, exact: true };
    if (frozen.kind === 'noTemplate')
      return {
        findings: [block('noTemplate', 'The template of this campaign does not exist.')],
        audience: nobody,
        snapshot: undefined,
      };
    const { snapshot, unknownSegments } = frozen;
    const { campaign, template } = snapshot;
    const { settings } = await settingsStore.read();
    const findings: Finding[] = [...senderFindings(snapshot), ...linkFindings(template)];
    if (template.channel !== campaign.channel)
      findings.push(
        block('wrongChannel', `The template is for ${template.channel}, the campaign for ${campaign.channel}.`),
      );
    const computed = new Set((await createComputedStore(deps.definitions, clock).customs()).map(({ name }) => name));
    for (const { path, message } of templateFaults(template, computed))
      findings.push(block('template', `${path}: ${message}`));
    if (findings.every(({ code }) => code !== 'template') && dataPathsOf(template).length > 0)
      findings.push(
        block(
          'needsData',
          'The template reads "data", which only the caller of a single message (POST /v1/messages) has.',
        ),
      );
    for (const id of unknownSegments) findings.push(block('unknownSegment', `There is no segment "${id}".`));
    const topic = topicOf(snapshot);
    if (topic !== undefined && !settings.topics.some(({ id }) => id === topic))
      findings.push(block('unknownTopic', `There is no topic "${topic}"; settings.topics names those there are.`));
    if (campaign.control === 0)
      findings.push(warn('noControl', 'Without a control group nobody can tell what the message changed.'));
    if (!campaign.goal) findings.push(warn('noGoal', 'Without a goal no conversions are counted.'));
    if (template.purpose === 'ad' && settings.defaultCountry === null)
      findings.push(warn('noCountry', 'settings.defaultCountry is empty: people without a known country get no ad.'));

    const run = await runs.lastSuccessful();
    const { include, exclude, list } = campaign.audience;
    const source = sourceOf(snapshot, run);
    const named = [...include, ...exclude];
    if (list === undefined && !run && named.some((id) => /^(rfm|churn):/.test(id)))
      findings.push(block('noRun', 'No recompute has succeeded yet, so nobody has scores; POST /v1/recompute first.'));
    if (source === 'customers' && named.length > 0)
      findings.push(
        warn(
          'newSegment',
          'A segment is newer than the last recompute: its rule is asked of all customers at the start.',
        ),
      );
    if (unknownSegments.length > 0) return { findings, audience: nobody, snapshot };

    const plan = { snapshot, source, runId: run?.runId, settings, now: clock() };
    const { count, exact, sample } = await countAudience(audience, plan, clock);
    if (count === 0 && exact) findings.push(block('emptyAudience', 'Nobody is in the audience.'));
    const people = await customers.getAll(sample);
    // The strictest law that this audience may meet.
    const law = settings.defaultCountry === null || settings.defaultCountry === 'KR' ? 'KR' : 'other';
    findings.push(...renderFindings(snapshot, people, settings.timezone, settings.currency, toIso(clock()), law));
    return { findings, audience: { count, exact }, snapshot };
  };
};

export type RunPreflight = ReturnType<typeof createPreflight>;
