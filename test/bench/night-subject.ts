// A process of its own for one road to the same scores, so that its peak memory is its own.
import { DuckDBInstance } from '@duckdb/node-api';
import { profileOfText } from '../../shared/profiles/fold-store.ts';
import type { Customer } from '../../shared/profiles/profile.ts';
import { fitModel } from '../../shared/scoring/fit.ts';
import { createMeasurer, type Measure } from '../../shared/scoring/measure.ts';
import { type Model, scoreCustomer } from '../../shared/scoring/model.ts';
import { createFigures } from '../../shared/segments/figures.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings.ts';
import { foldOf, idOf, NIGHT, personAt, purchasesOf } from './night-people.ts';

const [road = '', size = '0'] = process.argv.slice(2);
const people = Number(size);
const SHARD = 62_500;
const run = { asOf: NIGHT, rules: DEFAULT_SETTINGS, shards: Math.ceil(people / SHARD) };

/** CPU seconds of this process while `work` runs; people are made outside of it. */
let used = 0;
const timed = <T>(work: () => T): T => {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  used += (user + system) / 1e6;
  return result;
};

/** A few at a time, so that making them is not counted and holding them is not either. */
const overPeople = <Made>(
  from: number,
  to: number,
  make: (index: number) => Made,
  work: (made: Made) => void,
): void => {
  for (let at = from; at < to; at += 5_000) {
    const some = Array.from({ length: Math.min(5_000, to - at) }, (_, index) => make(at + index));
    timed(() => some.forEach(work));
  }
};

const measureAll = (): Measure[] =>
  Array.from({ length: run.shards }, (_, shard) => {
    const { add, measure } = createMeasurer(run);
    overPeople(shard * SHARD, Math.min(people, (shard + 1) * SHARD), personAt, add);
    return timed(measure);
  });

const scoreAll = (model: Model, make: (index: number) => Customer): void => {
  const figures = createFigures(model, Date.parse(`${NIGHT}T14:00:00Z`));
  overPeople(0, people, make, (customer) => figures.add(customer, scoreCustomer(customer, model), []));
};

const asStored = (index: number) => ({ id: idOf(index), text: JSON.stringify(foldOf(index)) });

const product = (): Record<string, number> => {
  const measures = measureAll();
  const measured = used;
  used = 0;
  const model = timed(() => fitModel(run, measures));
  const fitted = used;
  used = 0;
  scoreAll(model, personAt);
  const scored = used;
  used = 0;
  overPeople(0, Math.min(people, 100_000), asStored, ({ text }) => void profileOfText(text));
  return { measure: measured, fit: fitted, score: scored, parse: (used * people) / Math.min(people, 100_000) };
};

const CHURN = `SELECT customer_id, ntile(5) OVER (ORDER BY recency DESC, customer_id) AS r,
  ntile(5) OVER (ORDER BY frequency, customer_id) AS f, ntile(5) OVER (ORDER BY monetary, customer_id) AS m,
  CASE WHEN recency > 180 THEN 'churned' WHEN recency > 60 THEN 'at_risk' ELSE 'active' END AS churn
  FROM (SELECT customer_id, ${'today'} - max(day) AS recency, count(*) AS frequency, sum(net) AS monetary
        FROM purchases GROUP BY customer_id)`;

const sql = async (): Promise<Record<string, number>> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run('CREATE TABLE purchases (customer_id VARCHAR, day INTEGER, net BIGINT)');
  const appender = await connection.createAppender('purchases');
  for (let index = 0; index < people; index++) {
    for (const { day, net } of purchasesOf(index)) {
      appender.appendVarchar(idOf(index));
      appender.appendInteger(day);
      appender.appendBigInt(BigInt(net));
      appender.endRow();
    }
  }
  appender.closeSync();
  const today = Math.round(Date.parse(`${NIGHT}T00:00:00Z`) / 86_400_000);
  const before = process.cpuUsage();
  await connection.run(`CREATE TABLE scores AS ${CHURN.replace('today', String(today))}`);
  const { user, system } = process.cpuUsage(before);
  return { query: (user + system) / 1e6 };
};

const figures = road === 'sql' ? await sql() : product();
process.stdout.write(JSON.stringify({ ...figures, peakMb: process.resourceUsage().maxRSS / 1024 }));
