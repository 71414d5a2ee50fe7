import * as z from 'zod';

export const environmentSchema = z.object({
  EVENTS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  /** Of the hashes by which members' devices are proven. */
  SECRET_ARN: z.string(),
  USERS_ISSUER: z.string(),
  USERS_CLIENT_ID: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
