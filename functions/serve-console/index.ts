import { fileURLToPath } from 'node:url';
import { loadConsoleFiles } from './console-files.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const login = { url: environment.LOGIN_URL, client: environment.USERS_CLIENT_ID };
const files = loadConsoleFiles(fileURLToPath(new URL('./console/', import.meta.url)), login);

export const handler = createHandler({ files, login: login.url });
