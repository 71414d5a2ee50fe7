import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type ColumnType, SQL_TABLES, type SqlTable } from '../../shared/tables/sql-tables.ts';
import { houseOf } from '../house/house.ts';
import { HouseBucket } from '../house/house-bucket.ts';

const HIVE_TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'string',
  json: 'string',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
  date: 'date',
};

/** A query that would read more is stopped: at 5 USD per TB this one has cost five cents. */
const MOST_BYTES_PER_QUERY = 10 * 1024 ** 3;

/** Tables for SQL: Parquet in S3, declared to Athena; a day is a folder, so no crawler and no partition to add. */
export const createSql = (scope: Construct): Bucket => {
  const house = houseOf(scope);
  const bucket = new HouseBucket(scope, 'Exports', {
    // Written again each night: nothing is lost with it. Results of queries hold people's data and are nobody's to keep.
    removalPolicy: house.disposable,
    lifecycleRules: [{ prefix: 'results/', expiration: Duration.days(7) }],
  });
  const { account } = Stack.of(scope);
  const database = new CfnDatabase(scope, 'SqlDatabase', {
    catalogId: account,
    databaseInput: { description: 'Customers, orders, events and messages, written each night.' },
  });
  for (const [name, table] of Object.entries(SQL_TABLES)) declare(scope, { bucket, database, name, table });
  const workgroup = new CfnWorkGroup(scope, 'SqlWorkgroup', {
    name: `${Stack.of(scope).stackName}-sql`,
    description: 'Queries on the nightly tables; stopped at 10 GB read.',
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: MOST_BYTES_PER_QUERY,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: bucket.s3UrlForObject('results/'),
        encryptionConfiguration: { encryptionOption: 'SSE_S3' },
      },
    },
  });
  new CfnOutput(scope, 'SqlDatabaseName', {
    value: database.ref,
    description: 'Database of the nightly tables in Athena',
  });
  new CfnOutput(scope, 'SqlWorkgroupName', { value: workgroup.ref, description: 'Workgroup for queries in Athena' });
  return bucket;
};

interface Declared {
  readonly bucket: Bucket;
  readonly database: CfnDatabase;
  readonly name: string;
  readonly table: SqlTable;
}

const declare = (scope: Construct, { bucket, database, name, table }: Declared): void => {
  const location = bucket.s3UrlForObject(`sql/${name}`);
  new CfnTable(scope, `Sql${name.charAt(0).toUpperCase()}${name.slice(1)}`, {
    catalogId: Stack.of(scope).account,
    databaseName: database.ref,
    tableInput: {
      name,
      description: table.about,
      tableType: 'EXTERNAL_TABLE',
      partitionKeys: [{ name: 'day', type: 'date', comment: 'Local day of the shop.' }],
      parameters: {
        classification: 'parquet',
        'projection.enabled': 'true',
        'projection.day.type': 'date',
        'projection.day.format': 'yyyy-MM-dd',
        'projection.day.range': '2020-01-01,NOW+1DAYS',
        'projection.day.interval': '1',
        'projection.day.interval.unit': 'DAYS',
        'storage.location.template': `${location}/day=\${day}/`,
      },
      storageDescriptor: {
        location: `${location}/`,
        inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
        serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        columns: Object.entries(table.columns).map(([column, { type, about }]) => ({
          name: column,
          type: HIVE_TYPES[type],
          comment: about.slice(0, 255),
        })),
      },
    },
  });
};
