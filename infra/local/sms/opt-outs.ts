import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The words AWS takes as STOP: the message begins with one, case does not matter. */
const WORDS = ['ARRET', 'CANCEL', 'END', 'OPT-OUT', 'OPTOUT', 'QUIT', 'REMOVE', 'STOP', 'TD', 'UNSUBSCRIBE'];

export function isOptOut(body: string): boolean {
  const [first = ''] = body
    .trim()
    .toUpperCase()
    .split(/[^A-Z-]+/);
  return WORDS.includes(first);
}

/** The account's opt-out list; with a folder it outlives the process, as the real one would. */
export function openOptOuts(dataDir: string | undefined) {
  const file = dataDir && join(dataDir, 'sms-opt-outs.txt');
  const numbers = new Set(file && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);
  if (dataDir) mkdirSync(dataDir, { recursive: true });
  return {
    has: (number: string) => numbers.has(number),
    add(number: string): void {
      if (numbers.has(number)) return;
      numbers.add(number);
      if (file) appendFileSync(file, `${number}\n`);
    },
  };
}
