import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { startApp, type TestApp, type TestResponse } from '../support/app';

const LIMIT = 100_000;

describe('the door', () => {
  let t: TestApp;
  let project: string;
  let episode: string;
  let shot: string;

  beforeAll(async () => {
    t = await startApp({ MAX_BODY_BYTES: String(LIMIT) });
    project = (await t.newProject()).id;
    episode = (await t.newEpisode(project)).id;
    shot = (await t.newShot(episode)).id;
  });
  afterAll(() => t.close());

  const rows = async () =>
    (
      await t.sql(
        `select (select count(*) from projects) as projects, (select count(*) from shots) as shots, (select count(*) from activity_logs) as entries,
          (select max(version) from shots) as version`,
      )
    )[0];

  /** Refused as a problem with this status and code, and nothing is stored. */
  const expectRefusal = async (status: number, code: string, call: () => Promise<TestResponse>) => {
    const before = await rows();
    const answer = await call();
    expect([answer.status, answer.body.code, answer.body.status]).toEqual([status, code, status]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({
      type: `/problems/${code}`,
      title: expect.any(String),
      detail: expect.any(String),
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:|\.js:|select |insert /);
    expect(await rows()).toEqual(before);
    return answer;
  };

  const post = (body: string | Uint8Array, type?: string, path = '/projects') =>
    t.request('POST', path, { body, headers: type === undefined ? {} : { 'content-type': type } });

  /** Sends bytes as they are, which fetch would mend, and reads until the server closes. */
  const raw = async (text: string): Promise<TestResponse> => {
    const { hostname, port } = new URL(t.origin);
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.write(text.replaceAll('\n', '\r\n').replace('TOKEN', `Bearer ${t.admin}`));
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
    const [first = '', ...lines] = head.split('\r\n');
    const headers = new Headers(lines.map((line): [string, string] => [line.split(': ')[0]!, line.split(': ')[1]!]));
    return { status: Number(first.split(' ')[1]), headers, body: body === '' ? '' : JSON.parse(body) };
  };
  const get = (path: string, headers = '') =>
    raw(`GET ${path} HTTP/1.1\nHost: x\nConnection: close\nAuthorization: TOKEN\n${headers}\n`);

  describe('refuses addresses', () => {
    it.each(['/api/v1/projects/%zz', '/api/v1/projects/%ff', '/api/v1/%', '/health/%ff', '/%zz'])('%s', (path) =>
      expectRefusal(400, 'malformed_request', () => get(path)),
    );
    it('with a part of 3,000 characters', () =>
      expectRefusal(414, 'uri_too_long', () => get(`/api/v1/projects/${'x'.repeat(3000)}`)));
    it('of 20,000 characters', () =>
      expectRefusal(431, 'headers_too_large', () => get(`/api/v1/projects?name=${'x'.repeat(20_000)}`)));
    it('with headers of 20,000 characters', () =>
      expectRefusal(431, 'headers_too_large', () => get('/api/v1/projects', `X-Long: ${'x'.repeat(20_000)}\n`)));
    it.each(['/', '/api', '/api/v1', '/api/v1/nothing', '/api/v2/projects', '/API/V1/PROJECTS', '/favicon.ico', '//x'])(
      '%s, where nothing is',
      (path) => expectRefusal(404, 'not_found', () => get(path)),
    );
  });

  describe('refuses what is no HTTP', () => {
    it.each([
      ['a line of nonsense', 'nonsense\n\n'],
      ['an unknown version', 'GET / HTTP/9.9\nHost: x\n\n'],
      ['a header without a name', 'GET / HTTP/1.1\nHost: x\n: y\n\n'],
      ['two lengths', 'POST /api/v1/projects HTTP/1.1\nHost: x\nContent-Length: 2\nContent-Length: 3\n\n{}'],
      ['a length and chunks', 'POST / HTTP/1.1\nHost: x\nContent-Length: 2\nTransfer-Encoding: chunked\n\n0\n\n'],
      ['a length that is no number', 'POST / HTTP/1.1\nHost: x\nContent-Length: x\n\n{}'],
    ])('%s', (_, text) => expectRefusal(400, 'malformed_request', () => raw(text)));
  });

  describe('refuses methods', () => {
    it.each(['PUT', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s on addresses that are known', async (method) => {
      for (const path of ['/api/v1/projects', `/api/v1/projects/${project}`, '/health/live']) {
        const answer = await raw(`${method} ${path} HTTP/1.1\nHost: x\nConnection: close\nAuthorization: TOKEN\n\n`);
        expect([404, 405]).toContain(answer.status);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      }
    });

    it('POST on an item, PATCH and DELETE on a list', async () => {
      for (const [method, path] of [
        ['POST', `/projects/${project}`],
        ['PATCH', '/projects'],
        ['DELETE', '/projects'],
        ['DELETE', '/shots'],
        ['DELETE', '/shots/bulk'],
      ] as const) {
        const { status, headers } = await t.request(method, path, method === 'DELETE' ? {} : { body: {} });
        // A word that stands where an id could is no UUID.
        expect([400, 404, 405]).toContain(status);
        expect(headers.get('content-type')).toContain('application/problem+json');
      }
    });

    it('HEAD, or answers it like GET without a body', async () => {
      const { status, body, headers } = await t.request('HEAD', `/projects/${project}`);
      expect([200, 404, 405]).toContain(status);
      expect(body).toBe('');
      if (status === 200) expect(headers.get('etag')).toBe('"1.1"');
    });
  });

  describe('refuses media types', () => {
    const json = '{"name":"x"}';
    it.each([
      ['text/plain', json],
      ['application/x-www-form-urlencoded', 'name=x'],
      ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="name"\r\n\r\nx\r\n--x--'],
      ['application/xml', '<name>x</name>'],
      ['application/json; charset=utf-16', json],
      ['application/json; charset="latin1"', json],
      ['application/merge-patch+json', json],
      ['application/problem+json', json],
      ['text/csv', 'name\nx'],
      ['application/x-ndjson', json],
      ['json', json],
      ['', json],
    ])('%s on a route for JSON', (type, body) => expectRefusal(415, 'unsupported_media_type', () => post(body, type)));

    it('and says what the address takes instead', async () => {
      const told = async (method: string, path: string, type: string) =>
        (await t.request(method, path, { body: '[]', headers: { 'content-type': type } })).body.detail;
      expect(await told('POST', '/projects', 'text/plain')).toBe(
        'This address takes application/json, not text/plain.',
      );
      expect(await told('PATCH', `/shots/${shot}`, 'text/csv')).toBe(
        'This address takes application/json or application/merge-patch+json, not text/csv.',
      );
      for (const type of ['application/x-yaml', 'application/json', 'text/plain'])
        expect(await told('PUT', `/stories/${shot}/tree.yaml`, type)).toBe(
          `This address takes application/yaml or text/yaml, not ${type}.`,
        );
    });

    it('text/csv as a change, even of 5 MB, and the connection goes on', async () => {
      const big = Buffer.alloc(5_000_000, 'a,b\n');
      for (const path of ['/projects', '/shots', '/shots/bulk'])
        await expectRefusal(415, 'unsupported_media_type', () => post(big, 'text/csv', path));
      await expectRefusal(415, 'unsupported_media_type', () =>
        t.request('PATCH', `/shots/${shot}`, { body: 'a', headers: { 'content-type': 'text/csv' } }),
      );
      expect((await t.request('GET', `/shots/${shot}`)).status).toBe(200);
    });

    it('JSON for an import', async () => {
      const path = `/episodes/${episode}/shots/import`;
      await expectRefusal(415, 'unsupported_media_type', () => post(json, 'application/json', path));
      await expectRefusal(415, 'unsupported_media_type', () => t.request('POST', path));
    });

    it('but takes JSON whatever its letters and parameters, and merge patches for PATCH', async () => {
      for (const type of ['application/json', 'Application/JSON; Charset=UTF-8', 'application/json;charset="utf8"'])
        expect((await post(`{"name":"${randomUUID()}"}`, type)).status).toBe(201);
      const headers = { 'content-type': 'application/merge-patch+json; charset=utf-8' };
      expect((await t.request('PATCH', `/projects/${project}`, { body: '{"name":"y"}', headers })).status).toBe(200);
    });
  });

  describe('refuses bodies', () => {
    it.each([
      ['none, although JSON is announced', '', 'malformed_request'],
      ['half of one', '{"name":', 'malformed_request'],
      ['two', '{}{}', 'malformed_request'],
      ['null', 'null', 'malformed_request'],
      ['a list', '[{"name":"x"}]', 'malformed_request'],
      ['text', '"x"', 'malformed_request'],
      ['a number', '7', 'malformed_request'],
      ['a prototype', '{"name":"x","__proto__":{"a":1}}', 'malformed_request'],
      ['a constructor', '{"name":"x","constructor":{"prototype":{"a":1}}}', 'malformed_request'],
      ['a name that every object has', '{"name":"x","toString":1,"hasOwnProperty":2}', 'invalid_input'],
      ['a NUL in a value', '{"name":"a\\u0000b"}', 'invalid_input'],
      ['a NUL in a key', '{"a\\u0000b":1}', 'invalid_input'],
      ['half a surrogate in a value', '{"name":"a\\ud800b"}', 'invalid_input'],
      ['half a surrogate in a key', '{"a\\udfffb":1}', 'invalid_input'],
      ['a number beyond numbers', '{"name":1e400}', 'invalid_input'],
    ])('%s', async (_, body, code) => {
      await expectRefusal(400, code, () => post(body));
      await expectRefusal(400, code, () =>
        t.request('PATCH', `/shots/${shot}`, { body, headers: { 'content-type': 'application/merge-patch+json' } }),
      );
    });

    it('and says what is wrong with them', async () => {
      const told = async (body: string) => (await post(body)).body.detail;
      expect(await told('{"name":"x","__proto__":{"a":1}}')).toContain('"__proto__"');
      expect(await told('{"name":"x"')).toMatch(/^The body is not valid JSON: .*position/);
      expect(await told('')).toBe('The body is empty, although its media type says JSON.');
      expect(await told('{"name":12345678901234567890}')).toContain('would be kept as 12345678901234567000');
    });

    it.each([
      ['a NUL', '"a\\u0000"'],
      ['half a surrogate', '["\\udc00"]'],
      ['1e400', '{"b":-1e400}'],
      ['a key with a NUL', '{"a":[{"\\u0000":1}]}'],
      ['a number that a double cannot keep', '[1.5, 12345678901234567890, 1]'],
      ['a negative one with a fraction', '-9007199254740993.5'],
      ['65 levels with the body', '['.repeat(64) + ']'.repeat(64)],
      ['5,000 levels', '['.repeat(5000) + ']'.repeat(5000)],
      ['9,000 levels', '{"a":'.repeat(9000) + '1' + '}'.repeat(9000)],
    ])('%s in free metadata', (_, value) =>
      expectRefusal(400, 'invalid_input', () =>
        post(`{"episode_id":"${episode}","name":"x","data":{"a":${value}}}`, undefined, '/shots'),
      ),
    );

    it('and keeps 64 levels, every character and every number as they are', async () => {
      const deep = '['.repeat(62) + ']'.repeat(62);
      const data = `{"a":${deep},"emoji":"👩‍🚀","\\u202e":"\\u0001\\uffff","n":[1e308,-0.1,9007199254740991,18014398509481984,100000000000000000000000,12345678901234567e3,0.12345678901234567],"t":"\\"12345678901234567890\\\\","e":{"":""}}`;
      const { status, body } = await post(
        `{"episode_id":"${episode}","name":"${randomUUID()}","data":${data}}`,
        undefined,
        '/shots',
      );
      expect([status, body.data]).toEqual([201, JSON.parse(data)]);
    });

    it('larger than the limit, announced or not', async () => {
      const big = JSON.stringify({ name: 'x', description: 'y'.repeat(LIMIT) });
      await expectRefusal(413, 'body_too_large', () => post(big));
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < big.length; at += 10_000) controller.enqueue(Buffer.from(big.slice(at, at + 10_000)));
          controller.close();
        },
      });
      await expectRefusal(413, 'body_too_large', () => t.request('POST', '/projects', { body: stream }));
    });

    it('that end early', () =>
      expectRefusal(400, 'malformed_request', async () => {
        const text = `POST /api/v1/projects HTTP/1.1\nHost: x\nAuthorization: TOKEN\nConnection: close\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nzz\n`;
        return raw(text);
      }));

    it('of invalid UTF-8, or reads them as U+FFFD', async () => {
      const { status, body } = await post(Buffer.from([...Buffer.from('{"name":"a'), 0xff, ...Buffer.from('"}')]));
      expect([201, 400]).toContain(status);
      if (status === 201) expect(body.name).toBe('a\ufffd');
    });
  });

  describe('refuses query parameters', () => {
    it.each([
      ['colour=red', 'unknown_parameter'],
      ['__proto__=1', 'unknown_parameter'],
      ['constructor=1', 'unknown_parameter'],
      ['hasOwnProperty=1', 'unknown_parameter'],
      ['LIMIT=1', 'unknown_parameter'],
      ['limit[]=1', 'unknown_parameter'],
      ['=1', 'unknown_parameter'],
      ['limit=1&limit=2', 'invalid_input'],
      ['sort=name&sort=name', 'invalid_input'],
      ['name=a&name=b', 'invalid_input'],
      ['user_id=a&user_id=b', 'invalid_input'],
      ['cursor=a&cursor=b', 'invalid_input'],
      ['limit=1e2', 'invalid_input'],
      ['limit=0x10', 'invalid_input'],
      ['limit=%31%zz', 'malformed_request'],
      ['name=a%00b', 'invalid_input'],
      ['sort=__proto__', 'invalid_input'],
      ['sort=-constructor', 'invalid_input'],
      [`cursor=${Buffer.from('[1,2]').toString('base64url')}`, 'invalid_cursor'],
      ['cursor=%00', 'invalid_cursor'],
    ])('%s', (query, code) => expectRefusal(400, code, () => get(`/api/v1/projects?${query}`)));

    it('on items as on lists', async () => {
      for (const query of ['__proto__=1', 'hasOwnProperty=1', 'colour=red', 'limit=1'])
        await expectRefusal(400, 'unknown_parameter', () => get(`/api/v1/projects/${project}?${query}`));
    });
  });

  describe('whatever comes', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('__proto__', 'constructor', 'toString', 'then', '', ' ', '\0', '\ud800', '%', '../..', "'--"),
    );
    const known = () => fc.constantFrom(project, episode, shot, randomUUID(), t.adminId);
    const junk = fc.oneof(fc.jsonValue({ maxDepth: 3 }), text, fc.constant([{}]));
    const mostly = <T>(arbitrary: fc.Arbitrary<T>, otherwise: fc.Arbitrary<unknown>) =>
      fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: otherwise });

    /** Values that the document's schema lets through, mostly. */
    const like = (schema: any, schemas: any): fc.Arbitrary<unknown> => {
      if (schema.$ref) return like(schemas[schema.$ref.split('/').at(-1)], schemas);
      if (schema.allOf) return like(schema.allOf[0], schemas);
      const type = [schema.type].flat()[0];
      let value: fc.Arbitrary<unknown> = junk;
      if (schema.enum) value = fc.constantFrom(...(schema.enum as string[]));
      else if (schema.format === 'uuid') value = known();
      else if (schema.format === 'email') value = fc.constantFrom('a@example.org', 'é@example.org', 'A@EXAMPLE.org');
      else if (type === 'string')
        value = fc.oneof(fc.string({ minLength: schema.minLength ?? 0, maxLength: 20 }), text);
      else if (type === 'integer')
        value = fc.oneof(fc.integer(schema.maximum ? { max: schema.maximum } : {}), fc.nat(3));
      else if (type === 'array') value = fc.array(like(schema.items, schemas), { minLength: 1, maxLength: 3 });
      else if (schema.properties) {
        const fields = Object.entries(schema.properties).map(([name, of]) => [name, like(of, schemas)] as const);
        value = fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
      } else if (type === 'object') value = fc.dictionary(text, junk);
      return mostly(value, fc.oneof(fc.constant(null), junk));
    };

    it('is answered, never with a fault of the service', async () => {
      const document = JSON.parse(readFileSync('openapi.json', 'utf8'));
      const { schemas } = document.components;
      const right: Record<string, string> = { projects: project, episodes: episode, shots: shot, profiles: t.adminId };
      const calls = Object.entries<Record<string, any>>(document.paths).flatMap(([path, item]) => {
        // A stream of events has no end to wait for.
        const ending = Object.entries(item).filter(
          ([, operation]) => !operation.responses['200']?.content?.['text/event-stream'],
        );
        return ending.map(([method, operation]) => {
          const parameters: any[] = (operation.parameters ?? []).filter((one: any) => one.in === 'query');
          const content = Object.entries<any>(operation.requestBody?.content ?? {});
          const [type = 'application/json', { schema = {} } = {}] = content[0] ?? [];
          return fc.record({
            method: fc.constant(method.toUpperCase()),
            path: fc.constant(path),
            statuses: fc.constant(Object.keys(operation.responses)),
            type: fc.constant(type),
            parts: fc.tuple(
              mostly(fc.constant(right[path.split('/')[3] ?? ''] ?? project), text),
              mostly(known(), text),
            ),
            query: mostly(
              fc.record(Object.fromEntries(parameters.map((one) => [one.name, like(one.schema, schemas)])), {
                requiredKeys: [],
              }),
              fc.dictionary(text, text),
            ),
            body: content.length === 0 ? fc.constant(undefined) : like(schema, schemas),
            ifMatch: fc.constantFrom(undefined, undefined, undefined, '"1.1"', '*', 'x', '"99999999999"'),
            key: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.uuid(), fc.constantFrom('k', '"')),
          });
        });
      });
      const asText = (value: unknown) =>
        (typeof value === 'string' ? value : JSON.stringify(value ?? null)).toWellFormed();
      const part = (value: unknown) => encodeURIComponent(asText(value)) || 'x';
      const met = new Set<number>();
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(...calls),
          async ({ method, path, statuses, type, parts, query, body, ifMatch, key }) => {
            const address = path.replace(/\{\w+\}/, part(parts[0])).replace(/\{\w+\}/, part(parts[1]));
            const pairs = Object.entries(query as object).map(([name, value]) => `${part(name)}=${part(value)}`);
            const response = await fetch(`${t.origin}${address}?${pairs.join('&')}`, {
              method,
              headers: {
                authorization: `Bearer ${t.admin}`,
                ...(body !== undefined && { 'content-type': type }),
                ...(ifMatch !== undefined && { 'if-match': ifMatch }),
                ...(key !== undefined && { 'idempotency-key': key }),
              },
              ...(body !== undefined && { body: type === 'application/json' ? JSON.stringify(body) : asText(body) }),
            });
            const answer = await response.text();
            met.add(response.status);
            if (response.status >= 500) throw new Error(`${String(response.status)}: ${answer}`);
            if (response.status >= 400)
              expect(response.headers.get('content-type')).toContain('application/problem+json');
            else expect(statuses).toContain(String(response.status));
            // What was deleted comes back, so that the others find it.
            if (method === 'DELETE' && response.status === 204 && !path.includes('members'))
              await t.request('POST', `${address.slice('/api/v1'.length)}/restore`);
          },
        ),
        { numRuns: 600 },
      );
      expect([...met]).toEqual(expect.arrayContaining([200, 201, 204, 400, 404, 412]));
    });
  });
});
