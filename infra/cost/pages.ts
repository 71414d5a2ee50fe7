const marks = (name: string) => ({
  from: `<!-- ${name}: written by npm run bench:cost -->`,
  to: `<!-- ${name} ends -->`,
});

const placeOf = (page: string, name: string): { readonly start: number; readonly end: number } => {
  const { from, to } = marks(name);
  const start = page.indexOf(from);
  const end = page.indexOf(to);
  if (start < 0 || end < start) throw new Error(`The page has no place "${from}" … "${to}".`);
  return { start: start + from.length, end };
};

/** What stands between the marks `name` of a page, without the blank lines around it. */
export const between = (page: string, name: string): string => {
  const { start, end } = placeOf(page, name);
  return page.slice(start, end).trim();
};

/** The page with `text` between its marks. */
export const replaceBetween = (page: string, name: string, text: string): string => {
  const { start, end } = placeOf(page, name);
  return `${page.slice(0, start)}\n\n${text}\n\n${page.slice(end)}`;
};
