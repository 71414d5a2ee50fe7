import { execFile } from 'node:child_process';
import { judgeAudit } from '../audit/judge-audit.ts';

const LIMIT = 16 * 1024 * 1024;

/** `npm audit` of what is deployed. Without an answer of the registry it says so and fails nothing: offline is no vulnerability. */
const main = async (): Promise<void> => {
  const printed = await new Promise<string>((resolve) => {
    // It ends with code 1 both for a finding and for no answer; what it printed tells them apart.
    execFile('npm', ['audit', '--omit=dev', '--json'], { maxBuffer: LIMIT, timeout: 60_000 }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  const { kind, lines } = judgeAudit(printed);
  for (const line of lines) console.log(line);
  if (kind === 'bad') process.exitCode = 1;
};

await main();
