/** `npm run bench -- --quick`: every section at a size that shows that it runs. Its figures say nothing. */
const QUICK = process.argv.includes('--quick');

/** A size, or the small one of a quick run. */
export const sized = (full: number, quick: number): number => (QUICK ? quick : full);
