import type { ColumnType, SQL_TABLES, SqlTableName } from '../tables/sql-tables.ts';

type CellOf<Type extends ColumnType> = Type extends 'bigint' | 'double'
  ? number
  : Type extends 'boolean'
    ? boolean
    : string;

/** A row as its table declares it; instants and days are ISO texts, what is unknown is undefined. */
export type RowOf<Name extends SqlTableName> = {
  readonly [Key in keyof (typeof SQL_TABLES)[Name]['columns']]:
    | ((typeof SQL_TABLES)[Name]['columns'][Key] extends { readonly type: infer Type extends ColumnType }
        ? CellOf<Type>
        : never)
    | undefined;
};

export type Row = Readonly<Record<string, string | number | boolean | undefined>>;
