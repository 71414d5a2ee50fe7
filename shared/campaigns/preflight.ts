import { createComputedStore } from '../computed/computed-store.ts';
import { type Clock, SECOND } from '../platform/clock.ts';
import { BUCKET_NAMES } from '../platform/hash.ts';
import type { ProductContext, ReadProductBlocks } from '../products/product-blocks.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import type { Run } from '../scoring/run.ts';
import type { RunStore } from '../scoring/run-store.ts';
import type { Settings } from '../settings/settings.ts';
import { dataPathsOf, productBlocksOf, readsJourney, templateFaults } from '../templates/check-template.ts';
import { picturesOf } from '../templates/picture.ts';
import type { PictureStore } from '../templates/picture-store.ts';
import type { RegistrationStore } from '../templates/registration-store.ts';
import { alimtalkFindings } from './alimtalk-findings.ts';
import { armFindings, contentsOf, once } from './arm-findings.ts';
import { type Audience, type AudiencePlan, sourceOf } from './audience.ts';
import { type CouponSources, couponFindings } from './coupon-findings.ts';
import { block, type Finding, warn } from './finding.ts';
import { type FreezeDependencies, freeze } from './freeze.ts';
import { kakaoFindings } from './kakao-findings.ts';
import { brandFindings, messageFindings } from './message-findings.ts';
import { type Neighbour, overlapFindings } from './overlap-findings.ts';
import { writtenFindings } from './people-findings.ts';
import { pictureFindings } from './picture-findings.ts';
import { productFindings } from './product-findings.ts';
import type { SendStore } from './send-store.ts';
import { silentFindings } from './silent.ts';
import { type Snapshot, tooLarge, topicOf } from './snapshot.ts';
import { textFindings } from './text-findings.ts';
import { startOf } from './timing.ts';
import { timingFindings } from './timing-findings.ts';
import { wayCosts } from './way-costs.ts';
import { wayFindings } from './way-findings.ts';

export interface Preflight {
  readonly findings: readonly Finding[];
  /** People found so far; exact unless the search was cut short. */
  readonly audience: { readonly count: number; readonly exact: boolean };
  /** What sending to all of them would cost, minor units; nothing if no message could be written. */
  readonly cost: number | undefined;
  /** Of a message with several ways, if the first that reaches a person does: `cost` is of trying them all. */
  readonly expectedCost?: number | undefined;
  readonly currency: string;
  readonly snapshot: Snapshot | undefined;
}

export interface PreflightDependencies extends FreezeDependencies, CouponSources {
  readonly runs: RunStore;
  readonly sends: Pick<SendStore, 'active' | 'state' | 'snapshot'>;
  readonly audience: Audience;
  readonly customers: CustomerStore;
  readonly registrations: Pick<RegistrationStore, 'find'>;
  readonly pictures: Pick<PictureStore, 'find'>;
  readonly products: ReadProductBlocks;
  /** Base of links in texts. */
  readonly shortUrl: string;
  readonly clock: Clock;
}

/** The count stops here: preflight answers within an HTTP call. */
const COUNT_LIMIT = 10_000;
const TIME_LIMIT = 5 * SECOND;
/** People whose profiles are read, and those of them for whom the message is written. */
const SAMPLE = 200;
const WRITTEN = 20;
/** A share of all customers beyond which an audience is more likely a mistake, and the size of shop from which that is said. */
const LARGE_SHARE = 0.5;
const LARGE_FROM = 1_000;

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

const definitionFindings = (snapshot: Snapshot, settings: Settings, unknown: readonly string[]) => {
  const { campaign, template } = snapshot;
  const findings: Finding[] = unknown.map((id) =>
    block('unknownSegment', `There is no segment "${id}".`, `‘${id}’ 세그먼트가 없습니다.`),
  );
  const large = tooLarge(snapshot);
  if (large) findings.push(block('tooLarge', large.en, large.ko));
  const topic = topicOf({ campaign, template });
  if (topic !== undefined && !settings.topics.some(({ id }) => id === topic))
    findings.push(
      block(
        'unknownTopic',
        `There is no topic "${topic}"; settings.topics names those there are.`,
        `‘${topic}’ 주제가 설정에 없습니다.`,
      ),
    );
  if (campaign.control === 0)
    findings.push(
      warn(
        'noControl',
        'Without a control group nobody can tell what the message changed.',
        '대조군이 없으면 메시지가 무엇을 바꾸었는지 알 수 없습니다.',
      ),
    );
  if (!campaign.goal)
    findings.push(warn('noGoal', 'Without a goal no conversions are counted.', '목표가 없으면 전환을 세지 않습니다.'));
  if (template.purpose === 'ad' && settings.defaultCountry === null)
    findings.push(
      warn(
        'noCountry',
        'settings.defaultCountry is empty: people without a known country get no ad.',
        '기본 나라가 비어 있어, 나라를 알 수 없는 사람은 광고를 받지 않습니다.',
      ),
    );
  return findings;
};

const runFindings = ({ campaign }: Snapshot, run: Run | undefined, source: AudiencePlan['source']): Finding[] => {
  const { include, exclude, list } = campaign.audience;
  const named = [...include, ...exclude];
  const findings: Finding[] = [];
  if (list === undefined && !run && named.some((id) => /^(rfm|churn):/.test(id)))
    findings.push(
      block(
        'noRun',
        'No recompute has succeeded yet, so nobody has scores; POST /v1/recompute first.',
        '아직 계산이 끝난 적이 없어 점수가 없습니다. 먼저 다시 계산해 주세요.',
      ),
    );
  if (source === 'customers' && named.length > 0)
    findings.push(
      warn(
        'newSegment',
        'A segment is newer than the last recompute: its rule is asked of all customers at the start.',
        '마지막 계산보다 새로운 세그먼트가 있어, 시작할 때 모든 고객에게 규칙을 물어봅니다.',
      ),
    );
  return findings;
};

const sizeFindings = (count: number, exact: boolean, run: Run | undefined): Finding[] => {
  if (count === 0 && exact) return [block('emptyAudience', 'Nobody is in the audience.', '받을 사람이 없습니다.')];
  const customers = run?.counts?.customers ?? 0;
  if (customers < LARGE_FROM || count <= customers * LARGE_SHARE) return [];
  const [en, ko] = [count.toLocaleString('en'), count.toLocaleString('ko')];
  return [
    warn(
      'largeAudience',
      `${en} people are more than half of all customers (${customers.toLocaleString('en')}); is nobody meant in particular?`,
      `${ko}명은 전체 고객 ${customers.toLocaleString('ko')}명의 절반이 넘습니다. 누구에게 필요한 메시지인지 다시 살펴봐 주세요.`,
    ),
  ];
};

/** Everything that stands in the way of a launch, or should be known before it. */
export const createPreflight = (deps: PreflightDependencies) => {
  const { runs, sends, audience, customers, settings: settingsStore, clock } = deps;

  const templateFindings = async ({ template }: Snapshot): Promise<Finding[]> => {
    const computed = new Set((await createComputedStore(deps.definitions, clock).customs()).map(({ name }) => name));
    const faults = templateFaults(template, computed);
    if (faults.length > 0)
      return faults.map(({ path, message }) =>
        block('template', `${path}: ${message}`, `템플릿의 ${path}에 문제가 있습니다: ${message}`),
      );
    if (readsJourney(template))
      return [
        block(
          'needsJourney',
          'The template reads "event" or "landing", which only a journey has.',
          '이 템플릿은 여정에만 있는 값(event, landing)을 읽습니다.',
        ),
      ];
    if (dataPathsOf(template).length === 0) return [];
    return [
      block(
        'needsData',
        'The template reads "data", which only the caller of a single message (POST /v1/messages) has.',
        '이 템플릿은 한 사람에게 따로 보낼 때만 있는 값(data)을 읽습니다.',
      ),
    ];
  };

  const registrationFindings = async (snapshot: Snapshot, settings: Settings): Promise<Finding[]> => {
    const { template } = snapshot;
    if (template.channel === 'sms' && template.alimtalk !== undefined)
      return alimtalkFindings(snapshot, settings, await deps.registrations.find(template.alimtalk.templateId));
    const looked = picturesOf(template).map(async (wanted) =>
      pictureFindings(wanted, await deps.pictures.find(wanted.use, wanted.name)),
    );
    return [...kakaoFindings(snapshot, settings), ...(await Promise.all(looked)).flat()];
  };

  const neighboursOf = async (campaignId: string): Promise<Neighbour[]> => {
    const found: Neighbour[] = [];
    for (const id of await sends.active()) {
      if (id === campaignId) continue;
      const state = await sends.state(id);
      if (state && ['scheduled', 'launching', 'sending', 'paused'].includes(state.status))
        found.push({ state, snapshot: await sends.snapshot(id) });
    }
    return found;
  };

  return async (campaignId: string): Promise<Preflight> => {
    const { settings } = await settingsStore.read();
    const { currency } = settings;
    const frozen = await freeze(deps.definitions, campaignId, settings, deps.clock());
    const nothing = { audience: { count: 0, exact: true }, cost: undefined, currency };
    if (frozen.kind === 'noTemplate') {
      const missing = block(
        'noTemplate',
        'The template of this campaign does not exist.',
        '이 캠페인의 템플릿이 없습니다.',
      );
      return { ...nothing, findings: [missing], snapshot: undefined };
    }
    const { snapshot, unknownSegments, unknownBrand } = frozen;
    const run = await runs.lastSuccessful();
    const source = sourceOf(snapshot, run);
    const contents = contentsOf(snapshot);
    const templates = once((await Promise.all(contents.map(templateFindings))).flat());
    // What a template reads is known only of one that can be read.
    const faulty = templates.some(({ code }) => code === 'template');
    const findings = [
      ...brandFindings(unknownBrand),
      ...once(contents.flatMap((each) => [...messageFindings(each, settings), ...textFindings(each, settings)])),
      ...templates,
      ...once((await Promise.all(contents.map((each) => registrationFindings(each, settings)))).flat()),
      ...armFindings(snapshot),
      ...wayFindings(snapshot),
      ...definitionFindings(snapshot, settings, unknownSegments),
      ...runFindings(snapshot, run, source),
      ...timingFindings(snapshot, settings, clock()),
    ];
    if (unknownSegments.length > 0) return { ...nothing, findings, snapshot };

    const now = clock();
    const { at } = snapshot.campaign;
    const startAt = Math.max(now, at === undefined ? 0 : startOf(at));
    const plan = { snapshot, source, runId: run?.runId, settings, now };
    const { count, exact, sample } = await countAudience(audience, plan, clock);
    const people = await customers.getAll(sample);
    const blocks = new Set(contents.flatMap(({ template }) => [...productBlocksOf(template)]));
    const products = new Map<string, ProductContext>();
    for (const person of people.slice(0, WRITTEN)) products.set(person.customerId, await deps.products(person, blocks));
    const written = { now, shortUrl: deps.shortUrl, products };
    const looked = contents.map((each) => writtenFindings(each, people.slice(0, WRITTEN), settings, written));
    // The dearest arm, as if everybody got it.
    const prices = looked.flatMap(({ priceMilli }) => priceMilli ?? []);
    const dearest = prices.length === 0 ? undefined : Math.max(...prices);
    findings.push(
      ...sizeFindings(count, exact, run),
      ...productFindings(blocks, [...products.values()]),
      ...(faulty ? [] : await couponFindings(deps, snapshot, { count, startAt })),
      ...once(looked.flatMap(({ findings: found }) => found)),
      ...(snapshot.template.purpose === 'ad'
        ? silentFindings({ people, count, priceMilli: dearest, currency, model: run?.model, now })
        : []),
      ...overlapFindings(snapshot.campaign, startAt, await neighboursOf(campaignId)),
    );
    const ways = wayCosts(snapshot, people.slice(0, WRITTEN), settings, written);
    const ofAll = (milli: number | undefined) =>
      milli === undefined ? undefined : Math.round((milli * count) / 1_000);
    return {
      ...{ findings, audience: { count, exact }, currency, snapshot },
      cost: ofAll(ways?.worstMilli ?? dearest),
      expectedCost: ofAll(ways?.expectedMilli),
    };
  };
};

export type RunPreflight = ReturnType<typeof createPreflight>;
