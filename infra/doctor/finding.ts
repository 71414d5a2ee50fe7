/** `ok` is as it should be; `do` works but somebody should act; `stop` means that messages do not go out, or that nobody hears an alarm. */
export type Level = 'ok' | 'do' | 'stop';

/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  readonly level: Level;
  /** What was found, with the value. */
  readonly says: string;
  /** What to do, a command where there is one; nothing to do for `ok`. */
  readonly todo?: string;
}

export const ok = (check: string, says: string): Finding => ({ check, level: 'ok', says });
export const act = (check: string, says: string, todo: string): Finding => ({ check, level: 'do', says, todo });
export const stop = (check: string, says: string, todo: string): Finding => ({ check, level: 'stop', says, todo });

const SIGNS: Readonly<Record<Level, string>> = { ok: ' ok ', do: ' !! ', stop: 'STOP' };

/** Findings as lines for a terminal. */
export const linesOf = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ check, level, says, todo }) => [
    `${SIGNS[level]}  ${check}: ${says}`,
    ...(todo === undefined ? [] : todo.split('\n').map((line) => `        → ${line}`)),
  ]);
