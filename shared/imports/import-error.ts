/** Ends the import with one sentence for the person who started it. */
export class ImportError extends Error {
  constructor(message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = 'ImportError';
  }
}
