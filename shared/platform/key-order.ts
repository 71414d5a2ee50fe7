/** Order of sort keys in DynamoDB: by the bytes of UTF-8, which is not JavaScript's order beyond the basic plane. */
export const compareKeys = (left: string, right: string): number => {
  if (left === right) return 0;
  return Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
};
