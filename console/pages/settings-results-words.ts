import type { Language } from '../words/language.tsx';

const en = {
  surveys: 'Surveys',
  surveysText: 'Whoever answers with a low score and says why is worth a call.',
  tasks: 'Make a task of it',
  assignee: 'Whose task (empty: nobody yet)',
  dueHours: 'Due within (hours)',
  digest: 'Monday digest',
  digestText: 'Every Monday morning: what the messages of the week did, by e-mail to people of the shop.',
  digestTo: 'Customer ids of those who get it, one a line',
  webhooks: 'Ids of webhooks that get it, one a line',
  guards: 'When a campaign stops by itself',
  guardsText:
    'It pauses once a share is certainly higher than this. You are told why, and go on by a press. Empty: never for this.',
  bounce: 'Came back (%)',
  complaint: 'Complaints (%)',
  unsubscribe: 'Unsubscribed (%)',
  failure: 'Not handed over (%)',
};
type ResultsWords = typeof en;

const ko: ResultsWords = {
  surveys: '설문',
  surveysText: '낮은 점수를 주고 이유를 남긴 고객에게는 연락할 만합니다.',
  tasks: '할 일로 만들기',
  assignee: '담당자 (비우면 나중에 정함)',
  dueHours: '기한 (시간)',
  digest: '월요일 요약',
  digestText: '월요일 아침마다 한 주 메시지의 성과를 상점 사람에게 이메일로 보냅니다.',
  digestTo: '받을 사람의 고객 ID, 한 줄에 하나',
  webhooks: '받을 웹훅 ID, 한 줄에 하나',
  guards: '캠페인이 스스로 멈추는 기준',
  guardsText:
    '비율이 기준보다 높은 것이 확실해지면 멈춥니다. 이유를 알려 드리며, 버튼을 눌러 이어서 보냅니다. 비우면 멈추지 않습니다.',
  bounce: '반송 (%)',
  complaint: '스팸 신고 (%)',
  unsubscribe: '수신 거부 (%)',
  failure: '발송 실패 (%)',
};

/** Words of the settings that bear on results; loaded with their page. */
export const RESULTS_SETTING_WORDS: Readonly<Record<Language, ResultsWords>> = { ko, en };
