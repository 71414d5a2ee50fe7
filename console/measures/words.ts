import type { Language } from '../words/language.tsx';

interface MeasureWords {
  readonly title: string;
  readonly span: (from: string, to: string) => string;
  readonly csv: string;
  readonly measure: string;
  readonly value: string;
  readonly madeOf: string;
  readonly between: (low: string, high: string) => string;
  readonly missing: string;
  readonly seconds: (seconds: string) => string;
  readonly times: (times: string) => string;
  readonly days: (days: string) => string;
  readonly channels: string;
  readonly channel: string;
  readonly columns: Readonly<
    Record<'sent' | 'openRate' | 'clickRate' | 'conversionRate' | 'lost' | 'leafletRate', string>
  >;
  readonly channelNames: Readonly<Record<string, string>>;
  readonly leaflets: string;
  readonly funnel: string;
  readonly stage: string;
  readonly people: string;
  readonly stopped: string;
  readonly hours: string;
  readonly hoursLead: string;
  readonly weekdays: readonly string[];
  readonly hour: string;
  readonly hourOf: (weekday: string, hour: number) => string;
  readonly clicked: string;
  readonly opened: string;
  readonly clicks: (weekday: string, hour: number, clicks: number, opens: number) => string;
  readonly noHours: string;
  readonly segments: string;
  readonly attribution: string;
  readonly campaigns: string;
}

/** Words of the measures alone; loaded with their desk. */
export const MEASURE_WORDS: Readonly<Record<Language, MeasureWords>> = {
  ko: {
    title: '열세 가지 지표',
    span: (from, to) => `${from} ~ ${to}`,
    csv: 'CSV 내려받기',
    measure: '지표',
    value: '값',
    madeOf: '분자 ÷ 분모',
    between: (low, high) => `95 % 구간 ${low} ~ ${high}`,
    missing: '데이터 부족',
    seconds: (seconds) => `${seconds}초`,
    times: (times) => `${times}배`,
    days: (days) => `${days}일`,
    channels: '채널',
    channel: '채널',
    columns: {
      ...{ sent: '보냄', openRate: '열람률', clickRate: '클릭률', conversionRate: '전환율', lost: '떠난 사람' },
      leafletRate: '전단지 비율',
    },
    channelNames: { email: '이메일', sms: '문자', push: '푸시', kakao: '카카오톡' },
    leaflets: '전단지 비율은 앞선 광고 3통 이상에 아무 반응이 없던 사람에게 보낸 광고의 비율입니다.',
    funnel: '주문까지의 단계',
    stage: '단계',
    people: '사람',
    stopped: '여기서 멈춤',
    hours: '반응하는 시간',
    hoursLead: '광고를 누른 시각입니다. 진할수록 많습니다.',
    weekdays: ['월', '화', '수', '목', '금', '토', '일'],
    hour: '시간',
    hourOf: (weekday, hour) => `${weekday} ${hour}시`,
    clicked: '클릭',
    opened: '열람',
    clicks: (weekday, hour, clicks, opens) => `${weekday}요일 ${hour}시: 클릭 ${clicks}번, 열람 ${opens}번`,
    noHours: '이 기간에 열거나 누른 사람이 없습니다.',
    segments: '세그먼트 CSV',
    attribution: '기여 모델 CSV',
    campaigns: '캠페인 CSV',
  },
  en: {
    title: 'Thirteen measures',
    span: (from, to) => `${from} to ${to}`,
    csv: 'Download CSV',
    measure: 'Measure',
    value: 'Value',
    madeOf: 'Numerator ÷ denominator',
    between: (low, high) => `95 % between ${low} and ${high}`,
    missing: 'not enough data',
    seconds: (seconds) => `${seconds} s`,
    times: (times) => `${times} ×`,
    days: (days) => `${days} days`,
    channels: 'Channels',
    channel: 'Channel',
    columns: {
      ...{ sent: 'Sent', openRate: 'Open rate', clickRate: 'Click rate', conversionRate: 'Conversion' },
      ...{ lost: 'People lost', leafletRate: 'Leaflet rate' },
    },
    channelNames: { email: 'E-mail', sms: 'Text', push: 'Push', kakao: 'KakaoTalk' },
    leaflets:
      'The leaflet rate is the share of ads that went to people who had left the last three or more unanswered.',
    funnel: 'The way to an order',
    stage: 'Stage',
    people: 'People',
    stopped: 'Went no further',
    hours: 'When people respond',
    hoursLead: 'When ads were clicked. The darker, the more.',
    weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    hour: 'Hour',
    hourOf: (weekday, hour) => `${weekday} ${hour}:00`,
    clicked: 'Clicks',
    opened: 'Opens',
    clicks: (weekday, hour, clicks, opens) => `${weekday} ${hour}:00: ${clicks} clicks, ${opens} opens`,
    noHours: 'Nobody opened or clicked anything in this time.',
    segments: 'Segments as CSV',
    attribution: 'Attribution models as CSV',
    campaigns: 'Campaigns as CSV',
  },
};
