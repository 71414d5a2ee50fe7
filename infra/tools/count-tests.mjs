// Plain JavaScript: the machine's own Node may be older than the one that the project brings.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
process.stdout.write(`${report.numPassedTests} passed, ${report.numFailedTests} failed\n`);
