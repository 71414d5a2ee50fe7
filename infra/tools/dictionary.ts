import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dictionary } from '../sql/dictionary.ts';

writeFileSync(join(import.meta.dirname, '../../docs/data-dictionary.md'), dictionary());
