import fc from 'fast-check';
import type { Fields, Place, Scene } from './collection';
import { keyOf } from './collection';
import { reportOf } from './import';

/** How a collection is exported, and imported again. */
export interface Exports {
  /** The address of an export of a place's project, and of the import that takes its files. */
  path: (place: Place) => string;
  importPath: (place: Place) => string;
  /** A column of free text. */
  text: string;
  /** SQL that gives the project so many rows: $1 the project, $2 the parent, $3 how many. */
  many: string;
  /** Items as tests draw them; their key is made another one for each. */
  item: fc.Arbitrary<Fields>;
}

/** What every export does: it streams what the caller may see, harmless in a spreadsheet, and changes nothing coming back. */
export function describeExport(scene: Scene, exports: Exports): void {
  const { collection } = scene;
  const { of, field } = keyOf(collection);

  const exported = (query = '', token = scene.t.admin) =>
    scene.t.request('GET', `${exports.path(scene.place)}${query}`, { token });

  it('makes cells harmless that a spreadsheet would run', async () => {
    await scene.made({ ...of(0), [exports.text]: '=1+1' });
    const { status, body, headers } = await exported(`?columns=${exports.text}`);
    expect([status, body]).toEqual([200, `${exports.text}\n'=1+1\n`]);
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''.*\.csv$/);
  });

  it('gives JSON lines with the columns asked for', async () => {
    const { id } = await scene.made({ ...of(0), [exports.text]: '=1+1' });
    const { status, body } = await exported(`?format=ndjson&columns=id,${exports.text}`);
    expect([status, body]).toEqual([200, expect.any(String)]);
    expect(JSON.parse(body)).toEqual({ id, [exports.text]: '=1+1' });
  });

  it('refuses unknown columns and formats, and who may not see the project', async () => {
    expect((await exported('?columns=colour')).status).toBe(400);
    expect((await exported(`?columns=${exports.text},${exports.text}`)).status).toBe(400);
    expect((await exported('?format=xls')).status).toBe(400);
    expect((await exported('', scene.stranger.token)).status).toBe(404);
    expect((await exported('', scene.viewer.token)).status).toBe(200);
  });

  it('shows nothing that is deleted, and nothing of another project', async () => {
    await scene.deleted({ ...of(0), [exports.text]: 'gone' });
    await scene.made({ ...of(0), [exports.text]: 'elsewhere' }, { place: await scene.newPlaceElsewhere() });
    await scene.made({ ...of(1), [exports.text]: 'here' });
    expect((await exported(`?columns=${exports.text}`)).body).toBe(`${exports.text}\nhere\n`);
  });

  it('lets the connection go when the reader goes away', async () => {
    await scene.t.sql(exports.many, [scene.place.project, scene.place.parent, 20_000]);
    for (let n = 0; n < 12; n++) {
      const gone = new AbortController();
      const response = await fetch(`${scene.t.url}${exports.path(scene.place)}`, {
        headers: { authorization: `Bearer ${scene.t.admin}` },
        signal: gone.signal,
      });
      await response.body?.getReader().read();
      gone.abort();
    }
    const whole = await exported('?columns=id');
    expect([whole.status, (whole.body as string).split('\n').length]).toEqual([200, 20_002]);
  });

  it.each(['csv', 'ndjson'])('gives %s that changes nothing when it is imported again', async (format) => {
    const second = await collection.newPlace(scene.t, scene.place.project);
    const state = () =>
      scene.t.sql(`select * from ${collection.table} where project_id = $1 order by id`, [scene.place.project]);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(exports.item, { minLength: 1, maxLength: 4 }), async (items) => {
        run++;
        for (const [index, item] of items.entries()) {
          const key = { ...item, [field]: `${String(item[field])}${run}.${index}` };
          const { status } = await scene.post(
            { ...collection.fields(), ...key },
            { place: index % 2 ? second : scene.place },
          );
          // Keys and texts that no JSON column takes are refused at the door; they are not this property's business.
          expect([201, 400]).toContain(status);
        }
        const before = await state();
        const { status, body } = await exported(`?format=${format}`);
        expect([status, body]).toEqual([200, expect.any(String)]);
        const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
        const answer = await scene.t.request('POST', `${exports.importPath(scene.place)}?on_existing=update`, {
          body,
          headers: { 'content-type': type },
        });
        expect(reportOf(answer).summary).toMatchObject({ rows: before.length, unchanged: before.length });
        expect(await state()).toEqual(before);
        await scene.t.sql(`delete from ${collection.table} where project_id = $1`, [scene.place.project]);
      }),
      { numRuns: 100 },
    );
  });
}
