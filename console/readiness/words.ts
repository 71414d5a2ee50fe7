import { count } from '../words/en.ts';
import { useLanguage } from '../words/language.tsx';

const en = {
  abilities: 'What works with today’s data',
  states: { works: 'Works', partly: 'Partly', locked: 'Locked' },
  request: 'Request for engineers',
  copy: 'Copy',
  copied: 'Copied',
  warnings: 'What looks wrong',
  noWarnings: 'Nothing looks wrong.',
  waiting: 'Waiting events',
  waitingWhy: (events: number, more: boolean, ids: number, limit: number, minutes: number) =>
    `${more ? 'At least ' : ''}${count(events, 'event', 'events')} of ${count(ids, 'id', 'ids')} wait: an id sent more than ${limit.toLocaleString('en')} events in ${minutes} minutes, as a shared device, a bot or a broken id does. They are put in place by and by, every 15 minutes.`,
  waitingSince: (when: string) => `The first came ${when}.`,
  release: 'Put in place now',
  releaseAsk: 'Put the waiting events in place now?',
  releaseText:
    'They then count like any other event. If the id is a bot or a shared device, that is one customer with all of them.',
  events: 'Events that come in',
  noEvents: 'No event has come in yet.',
  calls: { $identify: 'identify', $page: 'page', $screen: 'screen', $group: 'group', $alias: 'alias' },
  came: (events: number, properties: number) =>
    `${count(events, 'event', 'events')}, ${count(properties, 'property', 'properties')}`,
  properties: 'See its properties',
  absent: (share: string) => `missing in ${share}`,
  examples: (some: string) => `such as ${some}`,
  unreadable: (share: string) => `${share} unreadable`,
  typeNames: { text: 'text', number: 'number', flag: 'yes or no', list: 'list', object: 'group' },
};

type ReadinessWords = typeof en;

const counted = (n: number): string => n.toLocaleString('ko');

const ko: ReadinessWords = {
  abilities: '지금 데이터로 되는 일',
  states: { works: '됩니다', partly: '일부만 됩니다', locked: '잠겨 있습니다' },
  request: '개발팀에 보낼 요청',
  copy: '복사하기',
  copied: '복사했습니다',
  warnings: '이상해 보이는 데이터',
  noWarnings: '이상해 보이는 데이터가 없습니다.',
  waiting: '기다리는 이벤트',
  waitingWhy: (events, more, ids, limit, minutes) =>
    `아이디 ${counted(ids)}개의 이벤트 ${counted(events)}건${more ? ' 이상' : ''}이 기다립니다. 한 아이디가 ${minutes}분에 ${counted(limit)}건 넘게 보냈습니다. 함께 쓰는 기기, 봇, 잘못된 아이디에서 생기는 일입니다. 15분마다 나누어 반영합니다.`,
  waitingSince: (when) => `${when}부터 기다립니다.`,
  release: '지금 반영하기',
  releaseAsk: '기다리는 이벤트를 지금 반영할까요?',
  releaseText: '다른 이벤트와 똑같이 셉니다. 봇이나 함께 쓰는 기기라면 한 고객에게 모두 쌓입니다.',
  events: '들어오는 이벤트',
  noEvents: '아직 들어온 이벤트가 없습니다.',
  calls: { $identify: 'identify', $page: 'page', $screen: 'screen', $group: 'group', $alias: 'alias' },
  came: (events, properties) => `${counted(events)}건, 속성 ${counted(properties)}개`,
  properties: '속성 보기',
  absent: (share) => `${share}에서 빠짐`,
  examples: (some) => `예: ${some}`,
  unreadable: (share) => `${share}는 읽을 수 없음`,
  typeNames: { text: '글', number: '수', flag: '예·아니요', list: '목록', object: '묶음' },
};

/** What is loaded with the readiness page alone. */
const READINESS_WORDS = { ko, en } as const;

export const useReadinessWords = (): ReadinessWords => READINESS_WORDS[useLanguage().language];
