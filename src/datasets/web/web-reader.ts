/** Reads text from the web: pages, sitemaps, robots, the answers of providers. */
export interface WebReader {
  /** @throws WebFailure */
  readText(address: string, options: ReadOptions): Promise<TextAnswer>;
  /** As readText, streamed, for what may be large (sitemaps, also .gz). @throws WebFailure */
  readStream(address: string, options: ReadOptions): Promise<StreamAnswer>;
}

export interface ReadOptions {
  purpose: 'page' | 'api';
  accept: string;
  maxBytes: number;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

export interface AnswerHead {
  status: number;
  finalAddress: string;
  headers: Readonly<Record<string, string>>;
}

/** Decoded by the byte order mark, the charset of the content type or of a meta element; UTF-8 otherwise. */
export interface TextAnswer extends AnswerHead {
  text: string;
}

/** The body is decompressed; whoever asked reads it to its end or destroys it. */
export interface StreamAnswer extends AnswerHead {
  body: import('node:stream').Readable;
}
