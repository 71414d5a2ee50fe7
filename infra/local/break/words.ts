import type { Language } from '../inbox-page/words.ts';
import type { Accident } from './accident.ts';
import type { Step } from './trial.ts';

interface Words {
  readonly title: string;
  readonly lead: string;
  readonly inbox: string;
  readonly other: string;
  readonly accidents: Readonly<Record<Accident, readonly [name: string, what: string]>>;
  readonly start: string;
  readonly steps: Readonly<Record<Step, string>>;
  readonly failed: string;
  readonly none: string;
  readonly results: string;
  readonly columns: Readonly<Record<'trial' | 'broken' | 'equation' | 'mails' | 'twice' | 'refused', string>>;
  readonly equation: Readonly<Record<'sent' | 'skipped' | 'failed' | 'unknown', string>>;
  readonly held: string;
  readonly broke: string;
  readonly nobodyRefused: string;
  readonly people: (n: number) => string;
  readonly mailed: (n: number) => string;
  readonly note: string;
}

export const words: Record<Language, Words> = {
  ko: {
    title: '일부러 고장 내기',
    lead: '캠페인을 보내는 도중에 사고를 냅니다. 그래도 아무도 두 번 받지 않고, 아무도 빠지지 않습니다. 직접 세어 보세요.',
    inbox: '받은 편지함',
    other: 'English',
    accidents: {
      killed: ['일꾼을 죽이기', '보내는 함수 열에 넷을 아무 때나 끊습니다.'],
      doubled: ['두 번 배달하기', '큐와 스트림의 묶음 열에 여덟을 한 번 더 줍니다.'],
      lost: ['대답 잃어버리기', '메일 서버가 받고도 대답을 못 한 일이 열에 셋입니다.'],
      throttled: ['데이터베이스 막기', '읽기와 쓰기 백에 열다섯을 거절합니다.'],
      refused: ['시작한 뒤 수신거부', '예약한 다음, 나가기 전에 셋 중 하나가 거부합니다.'],
    },
    start: '해 보기',
    steps: { people: '손님 만들기', launch: '캠페인 시작', accident: '사고 내는 중', count: '세는 중' },
    failed: '끝내지 못했습니다',
    none: '아직 아무 사고도 내지 않았습니다.',
    results: '결과',
    columns: {
      trial: '사고',
      broken: '끊긴 실행',
      equation: '대상 = 보냄 + 건너뜀 + 실패 + 모름',
      mails: '실제로 나간 메일',
      twice: '두 번 받은 사람',
      refused: '거부한 사람',
    },
    equation: { sent: '보냄', skipped: '건너뜀', failed: '실패', unknown: '모름' },
    held: '지켜짐',
    broke: '어긋남',
    nobodyRefused: '–',
    people: (n) => `${n}명`,
    mailed: (n) => `그중 받은 사람 ${n}명`,
    note: '한 번 할 때마다 이 컴퓨터의 시계가 30분 앞으로 갑니다. 나간 메일은 메일 서버 쪽에서, 대상은 장부에서 따로 셉니다. 모름은 메일 서버가 받았는지 알 수 없는 경우이고, 다시 보내지 않습니다.',
  },
  en: {
    title: 'Break it',
    lead: 'Have an accident in the middle of a campaign. Still nobody gets two and nobody is forgotten. Count for yourself.',
    inbox: 'Inbox',
    other: '한국어',
    accidents: {
      killed: ['Kill the workers', 'Four in ten runs of the senders end at any moment.'],
      doubled: ['Deliver twice', 'Eight in ten batches of queues and streams come again.'],
      lost: ['Lose the answers', 'In three of ten cases the mail server accepts and cannot say so.'],
      throttled: ['Throttle the database', 'Fifteen of a hundred reads and writes are turned away.'],
      refused: ['Refuse after the launch', 'One in three refuses between launch and hand-over.'],
    },
    start: 'Try it',
    steps: { people: 'Making people', launch: 'Launching', accident: 'Having the accident', count: 'Counting' },
    failed: 'Did not finish',
    none: 'No accident yet.',
    results: 'Results',
    columns: {
      trial: 'Accident',
      broken: 'Runs cut off',
      equation: 'Audience = sent + skipped + failed + unknown',
      mails: 'Mails that left',
      twice: 'People with two',
      refused: 'People who refused',
    },
    equation: { sent: 'sent', skipped: 'skipped', failed: 'failed', unknown: 'unknown' },
    held: 'Holds',
    broke: 'Broken',
    nobodyRefused: '–',
    people: (n) => `${n}`,
    mailed: (n) => `${n} of them got one`,
    note: 'Each trial moves the clock of this machine’s stack by half an hour. Mails are counted by the provider, people by the ledger. Unknown means that nobody can tell whether the mail server took it; it is not sent again.',
  },
};
