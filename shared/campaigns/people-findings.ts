import { SAMPLE_COUPON } from '../coupons/campaign-coupon.ts';
import { toIso } from '../platform/clock.ts';
import { byteLength } from '../platform/digest.ts';
import type { ProductContext } from '../products/product-blocks.ts';
import type { Customer } from '../profiles/profile.ts';
import { shownLaw } from '../profiles/receiver-law.ts';
import type { Settings } from '../settings/settings.ts';
import { linksIn } from '../templates/brand-message.ts';
import { writingTerms } from '../templates/carrier.ts';
import { contextOf } from '../templates/context.ts';
import { engineFor } from '../templates/engine.ts';
import { GMAIL_CLIPS_AT } from '../templates/gmail.ts';
import { versionsOf } from '../templates/languages.ts';
import { priceOf } from '../templates/price.ts';
import { browserBytes } from '../templates/push-payload.ts';
import { type Rendered, renderMessage } from '../templates/render.ts';
import type { Template } from '../templates/template.ts';
import { previewLinks } from '../tracking/preview-links.ts';
import { MAX_PLAIN } from '../webpush/encrypt.ts';
import { block, type Finding, warn } from './finding.ts';
import type { Snapshot } from './snapshot.ts';

export interface Looked {
  readonly findings: readonly Finding[];
  /** Mean price of the messages that could be written, thousandths of the minor unit; nothing if none could. */
  readonly priceMilli: number | undefined;
}

const sourceOf = (version: Template): string => {
  if (version.channel === 'email') return `${version.subject}${version.html}`;
  if (version.channel === 'kakao')
    return [
      version.text,
      ...(version.cards ?? []).flatMap(({ title, text }) => [title, text]),
      ...linksIn(version),
    ].join('');
  return version.channel === 'push' ? `${version.title}${version.text}${version.link ?? ''}` : version.text;
};

/** Traits that the template prints plainly, so that a person without one would see a gap. */
const plainTraits = (template: Template, zone: string): string[] => {
  const source = versionsOf(template)
    .map(({ version }) => sourceOf(version))
    .join('');
  const outputs = [...source.matchAll(/\{\{([^}]*)\}\}/g)].map(([, body = '']) => body);
  const names = engineFor('text', 'ko', zone)
    .variables(source)
    .filter(([root, group]) => root === 'customer' && group === 'traits')
    .map(([, , name]) => name)
    .filter((name) => typeof name === 'string');
  return [...new Set(names)].filter((name) =>
    outputs.some((body) => body.includes(`traits.${name}`) && !/\|\s*default\b/.test(body)),
  );
};

const gapFindings = ({ template }: Snapshot, people: readonly Customer[], zone: string): Finding[] =>
  plainTraits(template, zone).flatMap((name) => {
    const without = people.filter(({ fold }) => !(name in fold.traits) && !(name in fold.contacts)).length;
    if (without === 0) return [];
    const mend = `{{ customer.traits.${name} | default: '…' }}`;
    return [
      warn(
        'missingTrait',
        `${without} of ${people.length} people looked at have no "${name}" and would see a gap; write ${mend}.`,
        `살펴본 ${people.length}명 가운데 ${without}명은 ‘${name}’ 값이 없어 빈칸을 보게 됩니다. ${mend}로 써 주세요.`,
      ),
    ];
  });

/** Who reads a language that the template does not have, once it has several. */
const languageFindings = ({ template }: Snapshot, people: readonly Customer[]): Finding[] => {
  if (template.languages === undefined) return [];
  const known = new Set([template.language, ...Object.keys(template.languages)]);
  const others = people.flatMap(({ fold: { language } }) =>
    language === undefined || known.has(language) ? [] : [language],
  );
  if (others.length === 0) return [];
  const codes = [...new Set(others)].sort().join(', ');
  return [
    warn(
      'otherLanguage',
      `${others.length} of ${people.length} people looked at read a language that the template does not have (${codes}); they get it in "${template.language}".`,
      `살펴본 ${people.length}명 가운데 ${others.length}명은 템플릿에 없는 언어(${codes})를 씁니다. 이분들께는 기본 언어(${template.language})로 보냅니다.`,
    ),
  ];
};

/** When it would be written, and the base of the links in texts. */
export interface WrittenAt {
  readonly now: number;
  readonly shortUrl: string;
  /** What each of the people would see of the catalogue, by customerId. */
  readonly products?: ReadonlyMap<string, ProductContext>;
}

const clipped = (message: Rendered): boolean =>
  message.channel === 'email' && byteLength(message.html) > GMAIL_CLIPS_AT;

/** Writes the message for some people of the audience, as it would go out. */
const writeFor = (
  snapshot: Snapshot,
  people: readonly Customer[],
  settings: Settings,
  { now, shortUrl, products }: WrittenAt,
) => {
  const { template, brand, campaign } = snapshot;
  const { currency } = settings;
  return people.map((customer) => {
    const links = previewLinks(template.channel, shortUrl);
    const law = shownLaw(template.channel, customer.fold, settings.defaultCountry);
    const about = { id: 'preflight', name: campaign.name };
    const wares = products?.get(customer.customerId);
    const context = {
      ...contextOf({ ...{ customer, brand, campaign: about, links, currency, products: wares, now: toIso(now) } }),
      coupon: SAMPLE_COUPON,
    };
    const { language } = customer.fold;
    const terms = writingTerms(settings, customer.fold.contacts.phone);
    return renderMessage(template, { ...terms, context, links, brand, law, language });
  });
};

/** What the message costs for one person, thousandths of the minor unit; nothing if it cannot be written for them. */
export const priceFor = (
  snapshot: Snapshot,
  customer: Customer,
  settings: Settings,
  at: WrittenAt,
): number | undefined => {
  const [written] = writeFor(snapshot, [customer], settings, at);
  return written?.kind === 'ok' ? priceOf(written.message, settings).milli : undefined;
};

/** What looking at some people of the audience says of the message. */
export const writtenFindings = (
  snapshot: Snapshot,
  people: readonly Customer[],
  settings: Settings,
  at: WrittenAt,
): Looked => {
  const written = writeFor(snapshot, people, settings, at);
  for (const result of written) {
    if (result.kind !== 'unlawful') continue;
    const faults = result.faults.join('; ');
    const unlawful = block(
      'law',
      `The finished message would not be lawful as an ad: ${faults}.`,
      `완성된 메시지가 광고로서 법에 맞지 않습니다: ${faults}.`,
    );
    return { findings: [unlawful], priceMilli: undefined };
  }
  const findings: Finding[] = [];
  const failures = written.filter((result) => result.kind === 'failed');
  const [failure] = failures;
  if (failure) {
    const say = failures.length === people.length ? block : warn;
    findings.push(
      say(
        'renderFailed',
        `The template cannot be filled for ${failures.length} of ${people.length} people looked at: ${failure.reason}.`,
        `살펴본 ${people.length}명 가운데 ${failures.length}명에게는 템플릿을 채울 수 없습니다: ${failure.reason}.`,
      ),
    );
  }
  findings.push(...gapFindings(snapshot, people, settings.timezone), ...languageFindings(snapshot, people));
  const messages = written.flatMap((result) => (result.kind === 'ok' ? [result.message] : []));
  if (messages.some(clipped))
    findings.push(
      warn(
        'clipped',
        'The mail is over 102 KB; Gmail shows the beginning and hides the rest, the unsubscribe link with it.',
        '메일이 102KB를 넘어 지메일이 뒷부분을 감춥니다. 수신 거부 링크도 함께 가려집니다.',
      ),
    );
  if (messages.some((message) => message.channel === 'push' && browserBytes(message) > MAX_PLAIN))
    findings.push(
      warn(
        'tooLargeForBrowsers',
        `The notification is near or over ${MAX_PLAIN} bytes, which is all that a browser takes: people who have no app would not get it. Shorten it.`,
        `알림이 브라우저가 받는 ${MAX_PLAIN}바이트에 닿거나 넘습니다. 앱이 없는 사람은 받지 못할 수 있으니 줄여 주세요.`,
      ),
    );
  const total = messages.reduce((sum, message) => sum + priceOf(message, settings).milli, 0);
  return { findings, priceMilli: messages.length === 0 ? undefined : total / messages.length };
};
