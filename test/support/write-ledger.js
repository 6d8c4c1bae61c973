const { isDeepStrictEqual } = require('node:util');

/** How many rows are read back at once. */
const BATCH = 1000;

/**
 * What was written, to be compared with what is there: for each row, in order, the columns that each write set.
 * A write whose answer never came may have happened or not; then both values are right until the next acknowledged write.
 */
class WriteLedger {
  #rows = new Map();

  get writes() {
    let count = 0;
    for (const { entries } of this.#rows.values()) count += entries.length;
    return count;
  }

  record({ table, id, values = {}, creates = false, deletes = false, acknowledged = true }) {
    const key = `${table} ${id}`;
    let row = this.#rows.get(key);
    if (!row) this.#rows.set(key, (row = { table, id, entries: [] }));
    row.entries.push({ values, creates, deletes, acknowledged });
  }

  async verify(sql) {
    const byTable = new Map();
    for (const row of this.#rows.values()) {
      if (!byTable.has(row.table)) byTable.set(row.table, []);
      byTable.get(row.table).push(row);
    }
    const differences = [];
    for (const [table, rows] of byTable)
      for (let from = 0; from < rows.length; from += BATCH) {
        const batch = rows.slice(from, from + BATCH);
        const ids = batch.map(({ id }) => id);
        const found = await sql(
          `select id::text as id, to_jsonb(t) as row from ${table} t where id = any ($1::uuid[])`,
          [ids],
        );
        const present = new Map(found.map(({ id, row }) => [id, row]));
        for (const row of batch) differences.push(...differencesOf(row, present.get(row.id)));
      }
    return differences;
  }
}

/** What may be found: whether the row has to be there, or must not, and of each column the values that are right. */
function expectationOf(entries) {
  let required = false;
  let gone = false;
  const columns = new Map();
  for (const { values, creates, deletes, acknowledged } of entries) {
    if (deletes) {
      required = false;
      gone = acknowledged;
      continue;
    }
    required ||= acknowledged || !creates;
    for (const [column, value] of Object.entries(values))
      columns.set(column, acknowledged ? [value] : [...(columns.get(column) ?? (creates ? [] : [ANY])), value]);
  }
  return { required, gone, columns };
}

/** A value from before the first write, which nobody has noted. */
const ANY = Symbol('any value');

function differencesOf({ table, id, entries }, found) {
  const { required, gone, columns } = expectationOf(entries);
  if (!found) return required ? [{ kind: 'missing', table, id }] : [];
  if (gone) return [{ kind: 'resurrected', table, id }];
  const differences = [];
  for (const [column, right] of columns) {
    if (right.some((value) => value === ANY || same(value, found[column]))) continue;
    const resurrected = column === 'deleted_at' && found[column] === null;
    differences.push({
      kind: resurrected ? 'resurrected' : 'wrong',
      ...{ table, id, column, expected: right.at(-1), found: found[column] },
    });
  }
  return differences;
}

/** Compares a value that was sent with the one that came back as JSON. */
function same(sent, found) {
  if (sent instanceof Date) return typeof found === 'string' && Date.parse(found) === sent.getTime();
  if (sent === null || typeof sent !== 'object') return sent === found;
  return isDeepStrictEqual(JSON.parse(JSON.stringify(sent)), found);
}

module.exports = { WriteLedger };
