/** A column's name without what programs write differently: case, spaces, signs, and the currency or note in brackets. */
export const plainName = (header: string): string =>
  header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\((?:krw|원|₩|usd|최초정보|기본)\)/gu, '')
    .replace(/[\s_\-./:·*#]+/gu, '');

/** The first column of the file that bears one of the names, as the file spells it. */
export const columnNamed = (header: readonly string[], names: readonly string[]): string | undefined => {
  for (const name of names) {
    const exact = header.find((column) => column === name);
    if (exact !== undefined) return exact;
  }
  for (const name of names) {
    const similar = header.find((column) => column !== '' && plainName(column) === plainName(name));
    if (similar !== undefined) return similar;
  }
  return undefined;
};
