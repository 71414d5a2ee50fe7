import type { ImportWords } from './words.ts';

/** Sentences of the reader in the form `column: what is wrong`, and what of them the page says in its own language. */
const PATTERNS = [
  [/^(.+): (".*") is not a date\b/u, 'notADate'],
  [/^(.+): (".*") is not a number\b/u, 'notANumber'],
  [/^(.+): (?:is|are) empty, so it is unknown/u, 'nobody'],
  [/^(.+): is empty$/u, 'empty'],
  [/^(.+): (".*") is neither yes nor no/u, 'neitherYesNorNo'],
  [/^has (\d+) fields where the header has (\d+)$/u, 'width'],
  [/^(.*)the cancellation meets no earlier order/u, 'noOrder'],
  [/^the order stands already on line (\d+)/u, 'twice'],
  [/^(.+): (#\S+) is an error of the sheet/u, 'sheetError'],
] as const;

const WHOLE: Readonly<Partial<Record<string, keyof ImportWords['skipReasons']>>> = {
  cancelled: 'cancelled',
  returned: 'returned',
  'not paid': 'notPaid',
  'no customer': 'noCustomer',
  'given away': 'givenAway',
};

/** A reason in the words of the page; one that the page does not know stays as the reader wrote it. */
export const reasonText = (reason: string, words: ImportWords): string => {
  const skipped = Object.hasOwn(WHOLE, reason) ? WHOLE[reason] : undefined;
  if (skipped !== undefined) return words.skipReasons[skipped];
  for (const [pattern, name] of PATTERNS) {
    const found = pattern.exec(reason);
    if (found) return words.rejectReasons[name](found[1] ?? '', found[2] ?? '');
  }
  return reason;
};
