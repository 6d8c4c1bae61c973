import { ProblemError } from './problem';

/** One key that a list may be sorted by, named as the field of the items: its SQL, and the type that a cursor's text is cast to. */
export interface SortKey {
  sql: string;
  /** SQL that makes the sort value from the field's own, where they differ. */
  from?: (field: string) => string;
  type: 'text' | 'timestamptz' | 'integer';
  /** The column never holds NULL, so one range is enough. */
  required?: true;
  /** Collation of a text key; the cursor's comparison must use the same. */
  collate?: string;
}

/** What a list asks for. */
export interface PageRequest {
  sort: string;
  limit: number;
  cursor?: string;
}

interface Cursor {
  /** What the cursor belongs to: sort and filters. */
  of: string;
  value: string | null;
  id: string;
}

/** The SQL of one page, and what its cursor needs. */
export interface PagePlan {
  /** Conditions to AND into WHERE; empty on a first page. */
  where: string;
  orderBy: string;
  limit: number;
  /** The cursor that goes on after this item, given as its JSON. */
  next(last: string): string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Plans one keyset page: ascending or descending by one key, NULLs last, ties broken by id in the same direction.
 *
 * @param keys what may be sorted by
 * @param id SQL of the row's id
 * @param filters the list's filters; a cursor of one list does not fit another
 * @param values query parameters; the cursor's are appended
 * @throws ProblemError 400 for an unknown sort or a cursor of another list
 */
export function planPage(
  keys: Readonly<Record<string, SortKey>>,
  id: string,
  request: PageRequest,
  filters: Readonly<Record<string, unknown>>,
  values: unknown[],
): PagePlan {
  const descending = request.sort.startsWith('-');
  const name = descending ? request.sort.slice(1) : request.sort;
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (!key)
    throw new ProblemError(
      'invalid_input',
      `sort must be one of ${Object.keys(keys).join(', ')}, with or without a leading -.`,
      [{ pointer: 'sort', detail: `${request.sort.slice(0, 100)} is not sortable` }],
    );
  const direction = descending ? 'desc' : 'asc';
  const of = JSON.stringify([
    request.sort,
    Object.entries(filters)
      .filter(([, value]) => value !== undefined)
      .sort(),
  ]);
  const collation = key.collate ? ` collate ${key.collate}` : '';
  const expression = `${key.sql}${collation}`;
  const orderBy = key.required
    ? `${expression} ${direction}, ${id} ${direction}`
    : `${expression} ${direction} nulls last, ${id} ${direction}`;

  let where = '';
  if (request.cursor !== undefined) {
    const cursor = readCursor(request.cursor, of, key);
    const compare = descending ? '<' : '>';
    values.push(cursor.id);
    const idAt = `$${String(values.length)}::uuid`;
    if (cursor.value === null) where = `(${key.sql} is null and ${id} ${compare} ${idAt})`;
    else {
      values.push(cursor.value);
      const field = `$${String(values.length)}::${key.type}`;
      const valueAt = `${key.from?.(field) ?? field}${collation}`;
      where = `(${expression}, ${id}) ${compare} (${valueAt}, ${idAt})`;
      if (!key.required) where = `(${where} or ${key.sql} is null)`;
    }
  }
  return {
    where,
    orderBy,
    limit: request.limit,
    next: (last) => {
      const { [name]: value, id } = JSON.parse(last) as Record<string, string | number | null>;
      return Buffer.from(JSON.stringify([of, value === null ? null : String(value), id])).toString('base64url');
    },
  };
}

/**
 * SQL of one page, each row as JSON: they are found, sorted and cut off first, and only those of the page are rendered.
 *
 * @param from the table and what it is joined with, as `from …`
 * @param record a lateral query `r` with the fields of one item
 * @param matching the list's condition
 */
export function pageSql(from: string, record: string, matching: string, page: PagePlan): string {
  return `select row_to_json(page) as json from (select r.* ${from} cross join ${record}
    where ${matching}${page.where === '' ? '' : ` and ${page.where}`} order by ${page.orderBy} limit ${String(page.limit + 1)}) page`;
}

function readCursor(text: string, of: string, key: SortKey): Cursor {
  const wrong = new ProblemError(
    'invalid_cursor',
    'The cursor was not given by this list with this sort and these filters. Start again without a cursor.',
    [{ pointer: 'cursor', detail: 'does not belong to this list' }],
  );
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw wrong;
  }
  if (!Array.isArray(parsed) || parsed.length !== 3) throw wrong;
  const [cursorOf, value, id] = parsed as unknown[];
  if (cursorOf !== of || typeof id !== 'string' || !UUID.test(id)) throw wrong;
  if (value === null) {
    if (key.required) throw wrong;
    return { of, value, id };
  }
  if (typeof value !== 'string' || value.includes('\0') || !value.isWellFormed()) throw wrong;
  if (key.type === 'integer' && !/^-?\d{1,10}$/.test(value)) throw wrong;
  if (key.type === 'integer' && (Number(value) < -2_147_483_648 || Number(value) > 2_147_483_647)) throw wrong;
  if (
    key.type === 'timestamptz' &&
    (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?\+00:00$/.test(value) || Number.isNaN(Date.parse(value)))
  )
    throw wrong;
  return { of, value, id };
}

/** The body of a list: one page of rendered rows, of which one more than the limit was asked for. */
export function pageJson(rows: readonly { json: string }[], plan: PagePlan, total?: number): string {
  const page = rows.slice(0, plan.limit);
  const last = page.at(-1);
  const next = rows.length > plan.limit && last ? plan.next(last.json) : null;
  const counted = total === undefined ? '' : `,"total":${String(total)}`;
  return `{"items":[${page.map((row) => row.json).join(',')}],"next_cursor":${JSON.stringify(next)}${counted}}`;
}
