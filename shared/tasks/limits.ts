/** Characters of the words of a task. */
export const MOST_TITLE = 200;
export const MOST_NOTE = 2_000;
