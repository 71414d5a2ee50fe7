import { atLocalTime } from '../platform/time.ts';
import type { Settings } from '../settings/settings.ts';
import { block, type Finding, warn } from './finding.ts';
import type { SendWindow } from './schedule.ts';
import type { Snapshot } from './snapshot.ts';
import { isLocal } from './timing.ts';

/** Whether any minute of the windows lies outside of the hours in which no ad may come; equal ends mean none. */
const meetsDay = (windows: readonly SendWindow[], { from: night, to: morning }: Settings['quietHours']): boolean =>
  windows.some(({ from, to }) =>
    night > morning ? to > morning && from < night : night === morning || from < night || to > morning,
  );

/** What a campaign's own hours bring with them. `now`: ms. */
export const timingFindings = (
  { campaign, template }: Pick<Snapshot, 'campaign' | 'template'>,
  settings: Pick<Settings, 'quietHours' | 'timezone'>,
  now: number,
): Finding[] => {
  const { at, timing, expiresAfter } = campaign;
  const findings: Finding[] = [];
  if (at !== undefined && isLocal(at) && atLocalTime(at, settings.timezone) < now)
    findings.push(
      warn(
        'localTimePast',
        `${at} has passed in the shop's zone (${settings.timezone}): who lives there or further east is written to at once.`,
        `${at}은 쇼핑몰 시간대(${settings.timezone})에서 이미 지났습니다. 이 시간대와 그 동쪽에 있는 사람에게는 바로 보냅니다.`,
      ),
    );
  const isNightly = template.purpose === 'ad' && template.channel !== 'email';
  if (isNightly && timing?.windows && !meetsDay(timing.windows, settings.quietHours))
    findings.push(
      block(
        'windowsAtNight',
        `All windows lie in the hours in which no ad may be sent (${settings.quietHours.from}–${settings.quietHours.to}).`,
        `정한 시간대가 모두 광고를 보낼 수 없는 시간(${settings.quietHours.from}~${settings.quietHours.to}) 안에 있습니다.`,
      ),
    );
  if (timing?.usualHour && expiresAfter !== undefined && expiresAfter < 24 * 60)
    findings.push(
      warn(
        'usualHourCut',
        `A person's usual hour may be up to 24 hours away, and the message is of no use after ${expiresAfter} minutes: those whose hour comes later are written to at the start.`,
        `사람마다 늘 오는 시간은 24시간 뒤일 수도 있는데 메시지는 ${expiresAfter}분이 지나면 쓸모가 없습니다. 그 시간이 더 늦게 오는 사람에게는 시작할 때 바로 보냅니다.`,
      ),
    );
  return findings;
};
