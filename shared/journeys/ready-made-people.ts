import { MAIL, mail, make, need, ORDER, ordered, type ReadyMade } from './make-ready.ts';

/** Journeys by what is known of a person: dates, stages, consent, silence. */
export const OF_PEOPLE: readonly ReadyMade[] = [
  make('birthday', '생일 축하', 'Birthday', [need('$identify', 'birthday'), MAIL], {
    trigger: { on: 'date', trait: 'birthday', at: '09:00', everyYear: true },
    // The date of birth itself is no birthday of a customer.
    startIf: { date: 'birthday', inDays: { lt: 0 } },
    // Who says another date every day has no birthday every day.
    entry: { rule: 'everyDays', days: 300 },
    steps: [
      { id: 'code', type: 'coupon', pool: 'birthday', otherwise: 'out' },
      mail('mail', 'birthday'),
      { id: 'out', type: 'exit' },
    ],
  }),
  make('anniversary', '가입 기념일', 'Anniversary of sign-up', [need('$identify', 'signed_up_at'), MAIL], {
    trigger: { on: 'date', trait: 'signed_up_at', everyYear: true },
    // The day of signing up is told by the welcome.
    startIf: { date: 'signed_up_at', inDays: { lt: 0 } },
    entry: { rule: 'everyDays', days: 300 },
    goal: ordered,
    control: 0.1,
    steps: [mail('mail', 'anniversary')],
  }),
  make(
    'renewal-popup',
    '계약 만료 7일 전 방문하면 갱신 팝업',
    'Renewal popup to who visits within 7 days before the contract ends',
    [need('$identify', 'contract_ends_at'), need('$page')],
    {
      trigger: { on: 'date', trait: 'contract_ends_at', offsetDays: -7, at: '00:00' },
      entry: { rule: 'always' },
      goal: { event: 'Contract Renewed' },
      steps: [
        { id: 'popup', type: 'inApp', content: 'renewal', showFor: { days: 7 } },
        { id: 'week', type: 'wait', for: { days: 7 } },
        { id: 'call', type: 'task', title: '갱신하지 않은 고객에게 전화', dueIn: { days: 1 } },
      ],
    },
  ),
  make(
    'contract-page',
    '계약 단계 고객에게 전용 페이지',
    'A page of their own at the contract stage',
    [need('$identify', 'stage'), MAIL],
    {
      trigger: { on: 'trait', trait: 'stage', to: { is: 'contract' } },
      entry: { rule: 'everyDays', days: 90 },
      goal: { event: 'Contract Signed' },
      steps: [
        { id: 'page', type: 'landing', content: 'contract', openFor: { days: 30 }, otherwise: 'out' },
        mail('mail', 'contract-page'),
        {
          ...{ id: 'seen', type: 'waitFor', for: { event: 'Landing Page Viewed' }, within: { days: 3 } },
          ...{ next: 'out', otherwise: 'call' },
        },
        { id: 'call', type: 'task', title: '계약 페이지를 보지 않은 고객에게 전화', dueIn: { days: 1 } },
        { id: 'out', type: 'exit' },
      ],
    },
  ),
  make(
    'sunset',
    '반응 없는 고객 정리',
    'Sunset of those who never respond',
    [MAIL],
    {
      trigger: { on: 'segment', segment: 'never-responds', move: 'entered' },
      entry: { rule: 'everyDays', days: 365 },
      steps: [
        { id: 'ten', type: 'waitUntil', at: '10:00' },
        mail('ask', 'stay-or-go'),
        {
          ...{ id: 'answered', type: 'waitFor', for: { message: { step: 'ask', is: 'clicked' } } },
          ...{ within: { days: 14 }, next: 'out', otherwise: 'rest' },
        },
        // Campaigns leave out whoever has this trait; nobody's consent is taken away for them.
        { id: 'rest', type: 'updateTrait', trait: 'sunset', value: true },
        { id: 'out', type: 'exit' },
      ],
    },
    [
      {
        id: 'never-responds',
        name: '광고 메일 10통에 답이 없음',
        rule: { message: { channel: 'email', outcome: 'ignored', inARow: true }, count: { gte: 10 } },
      },
    ],
  ),
  make(
    'consent-reconfirmation',
    '수신 동의 다시 확인',
    'Consent asked again before its two-yearly notice',
    [MAIL, need(['$identify', 'Consent Changed'], 'consent|consent.email.ad|channel')],
    {
      trigger: { on: 'segment', segment: 'consent-due', move: 'entered' },
      entry: { rule: 'everyDays', days: 600 },
      steps: [
        { id: 'ten', type: 'waitUntil', at: '10:00' },
        mail('ask', 'keep-consent'),
        {
          ...{ id: 'kept', type: 'waitFor', for: { message: { step: 'ask', is: 'clicked' } } },
          ...{ within: { days: 14 }, next: 'out', otherwise: 'again' },
        },
        mail('again', 'keep-consent'),
        { id: 'out', type: 'exit' },
      ],
    },
    [
      {
        id: 'consent-due',
        name: '수신 동의 안내가 60일 안',
        rule: { consent: 'email', purpose: 'ad', is: true, reconfirmInDays: { lte: 60 } },
      },
    ],
  ),
  make('win-back', '이탈 위험 고객 되찾기', 'Win-back by churn flag', [ORDER, MAIL], {
    trigger: { on: 'segment', segment: 'churn:at_risk', move: 'entered' },
    entry: { rule: 'everyDays', days: 180 },
    goal: ordered,
    control: 0.1,
    steps: [
      { id: 'ten', type: 'waitUntil', at: '10:00' },
      mail('mail', 'win-back'),
      { id: 'fortnight', type: 'wait', for: { days: 14 } },
      { id: 'code', type: 'coupon', pool: 'win-back', otherwise: 'out' },
      mail('offer', 'win-back-offer'),
      { id: 'out', type: 'exit' },
    ],
  }),
];
