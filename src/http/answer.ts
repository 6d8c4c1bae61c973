/** One row as PostgreSQL rendered it: its JSON text, and the versions that make its ETag. */
export interface RenderedItem {
  json: string;
  etag: string;
}

/** What a handler answers: JSON text that is passed through without being parsed again, or nothing. */
export class Answer {
  constructor(
    readonly status: number,
    readonly json: string | null,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** 200 with one item and its ETag. */
  static item(item: RenderedItem): Answer {
    return new Answer(200, item.json, { etag: `"${item.etag}"` });
  }

  /** 201 with the item, its ETag and where it lives. */
  static created(item: RenderedItem, location: string): Answer {
    return new Answer(201, item.json, { etag: `"${item.etag}"`, location });
  }

  /** 202: what is to be done with the item goes on; the location says how far it is. */
  static accepted(item: RenderedItem, location: string): Answer {
    return new Answer(202, item.json, { etag: `"${item.etag}"`, location });
  }

  /** Any JSON text. */
  static json(json: string, status = 200): Answer {
    return new Answer(status, json);
  }

  /** 204. */
  static none(): Answer {
    return new Answer(204, null);
  }
}

/** `{items: […]}` from rows that PostgreSQL has rendered. */
export function itemsJson(rows: readonly { json: string }[]): string {
  return `{"items":[${rows.map((row) => row.json).join(',')}]}`;
}
