import { CellError, readMoney } from '../imports/cell.ts';
import { createCsvParser } from '../imports/csv-parser.ts';
import { ImportError } from '../imports/import-error.ts';
import { detectSeparator } from '../imports/separator.ts';
import { DangolError, type ErrorDetail, quote } from '../platform/errors.ts';
import { currencySchema, minorDigits, toMajor, toMinor } from '../platform/money.ts';
import { type ListedProduct, listedProductSchema } from './product.ts';

/** Products in one call. */
export const MAX_PRODUCTS = 1_000;
/** Characters of one file; more goes in several calls. */
export const MAX_CSV = 2_000_000;

const COLUMNS = {
  id: ['id', 'sku', 'productid', 'product_id', '상품코드', '상품번호'],
  name: ['name', 'title', '상품명'],
  url: ['url', 'link', '상품url', '상품주소'],
  imageUrl: ['imageurl', 'image_url', 'image', 'image_link', '이미지', '이미지url'],
  price: ['price', '가격', '판매가'],
  currency: ['currency', '통화'],
  category: ['category', 'product_type', '카테고리', '분류'],
  stock: ['stock', 'quantity', '재고', '재고수량'],
  available: ['available', 'availability', '판매상태'],
  repurchaseDays: ['repurchasedays', 'repurchase_days', '재구매주기'],
} as const;
type Column = keyof typeof COLUMNS;

const YES = new Set(['true', 'yes', 'y', '1', 'in stock', 'in_stock', '판매중', '판매']);
const NO = new Set(['false', 'no', 'n', '0', 'out of stock', 'out_of_stock', '품절', '판매중지']);

const columnOf = (header: string): Column | undefined => {
  const name = header.trim().toLowerCase().replaceAll(' ', '');
  return Object.entries(COLUMNS)
    .flatMap(([column, names]) => (names.some((one) => one === name) ? column : []))
    .find((column): column is Column => Object.hasOwn(COLUMNS, column));
};

/** Of a price nothing is rounded away: what the currency cannot say is a fault of the file. */
const priceOf = (cell: string, currency: string) => {
  const price = readMoney(cell);
  const amount = toMinor(price, currency);
  if (toMajor(amount, currency) === price) return { amount, currency };
  const digits = minorDigits(currency);
  const most = digits === 0 ? 'no decimals' : `at most ${digits} decimals`;
  throw new CellError(`${quote(cell)} has more decimals than ${currency} has; write ${most}`);
};

const wholeOf = (cell: string): number => {
  const value = readMoney(cell);
  if (Number.isInteger(value)) return value;
  throw new CellError(`${quote(cell)} is no whole number`);
};

const yesOrNo = (cell: string): boolean => {
  const word = cell.toLowerCase();
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  throw new CellError(`${quote(cell)} says neither yes nor no; write true or false`);
};

const readCell = (column: Column, cell: string, currency: string): unknown => {
  switch (column) {
    case 'price':
      return priceOf(cell, currency);
    case 'stock':
    case 'repurchaseDays':
      return wholeOf(cell);
    case 'available':
      return yesOrNo(cell);
    default:
      return cell;
  }
};

const rowsOf = (csv: string) => {
  const parser = createCsvParser(detectSeparator(csv, 'products.csv'));
  try {
    return [...parser.push(csv), ...parser.end()];
  } catch (error) {
    if (error instanceof ImportError) throw new DangolError('invalid', error.message);
    throw error;
  }
};

/**
 * Products of a file with a header line. Prices stand as people write them (`12,000`), in the column `currency` or the shop's own. Columns
 * that mean nothing here are left out. Throws `invalid` with the line and column of each fault.
 */
export const readProducts = (csv: string, shopCurrency: string): ListedProduct[] => {
  const [head, ...rows] = rowsOf(csv.replace(/^\uFEFF/, ''));
  const columns = (head?.cells ?? []).map(columnOf);
  if (!columns.includes('id') || !columns.includes('name')) {
    throw new DangolError(
      'invalid',
      `The first line names ${quote((head?.cells ?? []).join(', '))}; it needs a column "id" (or sku, product_id, 상품코드) and a column "name" (or 상품명).`,
    );
  }
  for (const [index, column] of columns.entries()) {
    const first = column === undefined ? index : columns.indexOf(column);
    if (first === index) continue;
    const names = `${quote(head?.cells[first] ?? '')} and ${quote(head?.cells[index] ?? '')}`;
    throw new DangolError('invalid', `The columns ${names} both say "${column}"; leave one of them out or rename it.`);
  }
  const details: ErrorDetail[] = [];
  const products = rows.flatMap(({ line, cells }): ListedProduct[] => {
    const cellOf = (column: Column): string => cells[columns.indexOf(column)] ?? '';
    const currency = currencySchema.safeParse(cellOf('currency') || shopCurrency);
    if (!currency.success) {
      details.push({ path: `line ${line}: currency`, message: currency.error.issues[0]?.message ?? 'is no currency' });
      return [];
    }
    const said: Record<string, unknown> = {};
    for (const [index, column] of columns.entries()) {
      const cell = cells[index] ?? '';
      if (column === undefined || column === 'currency' || cell === '') continue;
      try {
        said[column] = readCell(column, cell, currency.data);
      } catch (error) {
        if (!(error instanceof CellError || error instanceof DangolError)) throw error;
        details.push({ path: `line ${line}: ${column}`, message: error.message });
      }
    }
    const product = listedProductSchema.safeParse(said);
    if (product.success) return [product.data];
    for (const issue of product.error.issues)
      details.push({ path: `line ${line}: ${issue.path.join('.')}`, message: issue.message });
    return [];
  });
  const [first] = details;
  if (first) {
    throw new DangolError('invalid', `${first.path}: ${first.message}; nothing was imported.`, {
      details: details.slice(0, 50),
    });
  }
  return products;
};
