import * as z from 'zod';

/** Where people sign in, told to the page; the console's files are in the function's own bundle. */
export const environmentSchema = z.object({ LOGIN_URL: z.string(), USERS_CLIENT_ID: z.string() });

export type Environment = z.infer<typeof environmentSchema>;
