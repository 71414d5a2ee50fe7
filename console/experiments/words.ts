import type { Language } from '../words/language.tsx';

const en = {
  title: 'What it showed',
  kinds: {
    winner: 'Decided',
    open: 'Still open',
    harm: 'Does harm',
    guardrail: 'Loses people',
    notEnough: 'Not enough data',
    mismatch: 'Groups do not add up',
  },
  hypothesis: 'Hypothesis',
  received: 'Received',
  control: 'Control group',
  arm: 'Version',
  people: 'People',
  reached: 'Reached the goal',
  clicked: 'Clicked',
  points: (points: string) => `${points} of 100`,
  details: 'How this is known',
  pair: (arm: string, against: string) => `${arm} against ${against}`,
  difference: 'Difference',
  once: 'Looked at once',
  anytime: 'At any time',
  anytimeHint: 'Holds however often one looks; the verdict rests on it.',
  chance: (share: string) => `Chance to be better: ${share}.`,
  money: 'Money per person',
  adjusted: 'The same, less what earlier spending foretells (CUPED)',
  lost: 'People lost',
  lostAlarm: 'More people leave than chance explains: no winner.',
  lostCalm: 'No more people leave than chance explains.',
  interval: (low: string, high: string) => `${low} to ${high}`,
  mismatch: (p: string) =>
    `The groups are not as large as they were dealt (p = ${p}). No figure here is to be trusted.`,
  match: (p: string) => `The groups are as large as they were dealt (p = ${p}).`,
  subgroups: 'By customer group',
  subgroupsHint: 'Corrected for looking at all of them; what chance explains is grey.',
  group: 'Group',
  outcomes: 'Other figures',
  choose: 'Choose as winner',
  chooseAsk: (name: string) => `Send “${name}” to everybody who is left?`,
  chooseText:
    'Whoever was not written to yet gets this version and leaves the comparison. It is chosen once and cannot be undone.',
  chosen: (name: string, at: string) => `Winner: ${name}, chosen ${at}.`,
  holdout: (people: string, converted: string) =>
    `${people} people get no ads at all; ${converted} of them reached it anyway.`,
};
type ExperimentWords = typeof en;

const ko: ExperimentWords = {
  title: '무엇이 드러났나요',
  kinds: {
    winner: '결론',
    open: '아직 모름',
    harm: '해로움',
    guardrail: '사람을 잃음',
    notEnough: '데이터 부족',
    mismatch: '인원이 맞지 않음',
  },
  hypothesis: '가설',
  received: '받은 사람',
  control: '대조군',
  arm: '안',
  people: '사람',
  reached: '목표에 이름',
  clicked: '누름',
  points: (points) => `100명에 ${points}명`,
  details: '어떻게 알 수 있나요',
  pair: (arm, against) => `${arm} – ${against}`,
  difference: '차이',
  once: '한 번만 보았을 때',
  anytime: '언제 보아도',
  anytimeHint: '몇 번을 들여다보아도 맞는 구간이고, 결론은 이것으로 내립니다.',
  chance: (share) => `더 나을 확률은 ${share}입니다.`,
  money: '한 사람당 금액',
  adjusted: '지난 구매로 미루어 알 수 있는 만큼을 뺀 차이 (CUPED)',
  lost: '떠난 사람',
  lostAlarm: '우연이라기에는 떠나는 사람이 많아 승자로 정하지 않습니다.',
  lostCalm: '우연보다 더 떠나지는 않습니다.',
  interval: (low, high) => `${low} ~ ${high}`,
  mismatch: (p) => `묶음의 크기가 나눈 비율과 다릅니다 (p = ${p}). 여기의 숫자는 믿을 수 없습니다.`,
  match: (p) => `묶음의 크기가 나눈 비율대로입니다 (p = ${p}).`,
  subgroups: '고객 그룹마다',
  subgroupsHint: '여러 그룹을 함께 보는 만큼 보정했고, 우연으로 설명되는 것은 흐리게 보입니다.',
  group: '그룹',
  outcomes: '다른 지표',
  choose: '승자로 정하기',
  chooseAsk: (name) => `남은 모든 사람에게 ‘${name}’을(를) 보낼까요?`,
  chooseText: '아직 받지 않은 사람은 이 안을 받고 비교에서 빠집니다. 한 번만 정할 수 있고 되돌릴 수 없습니다.',
  chosen: (name, at) => `승자는 ${name}입니다. ${at}에 정했습니다.`,
  holdout: (people, converted) =>
    `어떤 광고도 받지 않는 ${people}명 가운데 ${converted}명이 스스로 목표에 이르렀습니다.`,
};

export const EXPERIMENT_WORDS: Readonly<Record<Language, ExperimentWords>> = { ko, en };

const TONES: Readonly<Record<string, string>> = {
  ...{ winner: 'done', harm: 'failed', guardrail: 'failed', mismatch: 'failed' },
};

/** The state whose colour a verdict of that kind has. */
export const toneOf = (kind: string): string => TONES[kind] ?? 'calm';
