import { spawnSync } from 'node:child_process';

let known: boolean | undefined;

function hasParentDeathSignal(): boolean {
  known ??= process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;
  return known;
}

/** The command, so that its process gets SIGTERM once this one is gone, where the system can do that. */
export function dyingWithParent(command: string, args: readonly string[]): [command: string, args: string[]] {
  return hasParentDeathSignal() ? ['setpriv', ['--pdeathsig', 'TERM', command, ...args]] : [command, [...args]];
}
