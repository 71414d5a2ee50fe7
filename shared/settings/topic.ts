import * as z from 'zod';

/** Ids of topics, kinds of ads that a person can choose among. `night` is the name of a purpose. */
export const topicIdSchema = z
  .string()
  .regex(/^(?!night$)[a-z0-9-]{1,40}$/, 'must be 1 to 40 characters of a-z, 0-9 and -, but not "night"');
