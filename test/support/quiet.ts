import { afterEach } from 'vitest';

/** A test that prints hides what it should assert: any console output fails it. */
const printed: string[] = [];

for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
  globalThis.console[level] = (...words: unknown[]) => {
    printed.push(`console.${level}: ${words.map(String).join(' ')}`);
  };
}

afterEach(() => {
  const lines = printed.splice(0);
  if (lines.length > 0) throw new Error(`The test printed to the console:\n${lines.slice(0, 5).join('\n')}`);
});
