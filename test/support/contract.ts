import { readFileSync } from 'node:fs';
import OpenAPIResponseValidator from 'openapi-response-validator';
import type { TestResponse } from './app';

const FORMATS: Record<string, (text: string) => boolean> = {
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  'date-time': (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text),
  email: (text) => /^\S+@\S+$/.test(text),
  uri: (text) => URL.canParse(text),
};

/** The shipped document, and a check of any answer against it. */
export class Contract {
  readonly document: Record<string, any> = JSON.parse(readFileSync('openapi.json', 'utf8'));
  /** `GET /api/v1/projects 200` for everything that was met. */
  readonly met = new Set<string>();
  private readonly components: Record<string, any>;
  /** By schema: most answers share one, the problem, and compiling one takes longer than a call. */
  private readonly validators = new Map<string, (body: unknown) => unknown>();

  constructor() {
    this.components = closed(structuredClone(this.document.components));
  }

  /** @throws Error when the document does not say so */
  check(method: string, address: string, { status, headers, body }: TestResponse): void {
    const path = this.pathOf(address);
    const where = `${method} ${path} ${status}`;
    const given = this.document.paths[path][method.toLowerCase()]?.responses[String(status)];
    if (!given) throw new Error(`${where} is not documented: ${JSON.stringify(body)}`);
    const response = given.$ref
      ? this.components.responses[given.$ref.split('/').at(-1)]
      : closed(structuredClone(given));
    const [type = ''] = (headers.get('content-type') ?? '').split(';');
    const content = Object.keys(response.content ?? {});
    if (content.length === 0 ? body !== '' : !content.includes(type))
      throw new Error(`${where} is documented as ${content.join(' or ') || 'empty'}, but it is ${type}`);
    for (const name of ['ETag', 'Location', 'Retry-After']) {
      const documented = response.headers?.[name] !== undefined;
      // Only a request that is still running says how long to wait before a 409 may be another answer.
      if (headers.has(name) !== documented && (headers.has(name) || status !== 409))
        throw new Error(`${where} ${headers.has(name) ? 'has' : 'lacks'} ${name}, unlike the document`);
    }
    if (content.length > 0) {
      const wrong = this.validatorOf(response.content[type].schema)(body);
      if (wrong !== undefined) throw new Error(`${where}: ${JSON.stringify(wrong)} in ${JSON.stringify(body)}`);
    }
    if (status >= 400 && !path.startsWith('/health') && type !== 'application/problem+json')
      throw new Error(`${where} is no problem`);
    this.met.add(where);
  }

  /** @returns what is wrong with a body, or undefined */
  private validatorOf(schema: object): (body: unknown) => unknown {
    const key = JSON.stringify(schema);
    const known = this.validators.get(key);
    if (known) return known;
    const validator = new OpenAPIResponseValidator({
      responses: { 200: { description: '', schema } as never },
      components: this.components as never,
      customFormats: FORMATS,
    });
    const validate = (body: unknown): unknown => validator.validateResponse(200, body);
    this.validators.set(key, validate);
    return validate;
  }

  private pathOf(address: string): string {
    const [bare = ''] = address.split('?');
    const parts = bare.split('/');
    const fits = (path: string) => {
      const own = path.split('/');
      return own.length === parts.length && own.every((part, at) => isOf(part, parts[at] ?? ''));
    };
    const found = Object.keys(this.document.paths).filter(fits);
    // As the router does: a word, also at the end of a parameter, goes before a parameter.
    const words = (path: string) => path.replace(/\{\w+\}/g, '').length;
    return found.sort((a, b) => words(b) - words(a))[0] ?? `(none for ${address})`;
  }
}

/** Is a part of an address one of the template, such as `{other}.png`? */
function isOf(template: string, part: string): boolean {
  const [, word] = /^\{\w+\}(.*)$/.exec(template) ?? [];
  return word === undefined ? template === part : part.endsWith(word);
}

/** Every object takes the fields that are written down and no other. */
function closed<T>(node: T): T {
  if (typeof node !== 'object' || node === null) return node;
  for (const value of Object.values(node)) closed(value);
  if ('properties' in node && 'type' in node && !('additionalProperties' in node))
    Object.assign(node, { additionalProperties: false });
  return node;
}
