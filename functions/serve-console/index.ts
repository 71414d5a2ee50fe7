import { fileURLToPath } from 'node:url';
import { loadConsoleFiles } from './console-files.ts';
import { createHandler } from './handler.ts';

const files = loadConsoleFiles(fileURLToPath(new URL('./console/', import.meta.url)));

export const handler = createHandler({ files });
