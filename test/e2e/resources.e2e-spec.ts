import type { Caller } from '../../src/access/permissions';
import { Database } from '../../src/database/database.service';
import { nameKey } from '../../src/database/name-key';
import { requestContext } from '../../src/database/request-context';
import {
  declaredResources,
  declareResource,
  inProjectsOf,
  inProjectsOfParent,
  OF_CONTENT,
  type Resource,
  resourceOf,
  type UniqueKey,
} from '../../src/resources/resource';
import { permitted, visibleRow } from '../../src/resources/rights';
import { Rows } from '../../src/resources/rows';
import { Trash } from '../../src/resources/trash/trash';
import { startApp, type TestApp, type TestProfile } from '../support/app';

/** What the tables of coming collections have that shots have not: several projects or none, three columns in a key. */
const SHEET = declareResource({
  type: 'test_sheet',
  table: 'test_sheets',
  label: 'title',
  projects: inProjectsOf('test_sheet_projects', 'sheet_id', 'project_id'),
  parents: [],
  under: {},
  permissions: OF_CONTENT,
});

const INSTANCE: UniqueKey = {
  constraint: 'idx_test_parts_instance',
  within: ['sheet_id', { column: 'mark', key: nameKey }],
  field: 'instance',
  key: (sql) => `coalesce(upper(btrim(${sql})), '')`,
  word: 'instance identifier',
};

const PART = declareResource({
  type: 'test_part',
  table: 'test_parts',
  label: 'mark',
  projects: inProjectsOfParent('test_sheet', 'sheet_id'),
  parents: [{ type: 'test_sheet', column: 'sheet_id' }],
  under: { test_sheet: 'sheet_id' },
  unique: [INSTANCE],
  permissions: OF_CONTENT,
});

const NOTE = declareResource({
  type: 'test_note',
  table: 'test_notes',
  label: 'title',
  projects: { of: 'nobody' },
  parents: [],
  under: {},
  permissions: OF_CONTENT,
});

const BASE = `id uuid primary key default gen_random_uuid(), created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(), created_by uuid, updated_by uuid, version integer not null default 1,
  deleted_at timestamptz, deleted_by uuid, deletion_id uuid references deletions, live boolean default true`;

describe('a declared collection', () => {
  let t: TestApp;
  let rows: Rows;
  let trash: Trash;
  let database: Database;
  let people: Record<'owner' | 'manager' | 'artist' | 'viewer' | 'other' | 'maker', TestProfile>;
  let moderator: TestProfile;
  let [first, second] = ['', ''];

  beforeAll(async () => {
    t = await startApp();
    [rows, trash, database] = [t.app.get(Rows), t.app.get(Trash), t.app.get(Database)];
    await t.sql(`create table test_sheets (${BASE}, title text not null);
      create table test_sheet_projects (sheet_id uuid not null references test_sheets, project_id uuid not null references projects,
        primary key (sheet_id, project_id));
      create table test_parts (${BASE}, sheet_id uuid references test_sheets, mark text not null, instance varchar(10));
      create unique index idx_test_parts_instance on test_parts
        (sheet_id, (${nameKey('mark')}), (coalesce(upper(btrim(instance)), ''))) where deleted_at is null;
      create table test_notes (${BASE}, title text not null)`);
    const newPerson = () => t.newProfile();
    people = {
      owner: await newPerson(),
      manager: await newPerson(),
      artist: await newPerson(),
      viewer: await newPerson(),
      other: await newPerson(),
      maker: await newPerson(),
    };
    moderator = await t.newProfile({ role: 'moderator' });
    first = (await t.newProject({ token: people.owner.token })).id;
    second = (await t.newProject()).id;
    for (const [project, who, role] of [
      [first, people.artist, 'artist'],
      [first, people.viewer, 'viewer'],
      [second, people.manager, 'manager'],
      [second, people.artist, 'viewer'],
    ] as const)
      await t.sql('insert into project_members (project_id, user_id, role) values ($1, $2, $3)', [
        project,
        who.id,
        role,
      ]);
  });
  afterAll(() => t.close());

  const caller = (who: TestProfile, role: Caller['role'] = 'user'): Caller => ({ id: who.id, role });
  const made = async (table: string, columns: Record<string, unknown>, by: TestProfile = people.maker) => {
    const all = { ...columns, created_by: by.id };
    const names = Object.keys(all);
    const [row] = await t.sql<{ id: string }>(
      `insert into ${table} (${names.join(', ')}) values (${names.map((_, index) => `$${String(index + 1)}`).join(', ')}) returning id`,
      Object.values(all),
    );
    return row!.id;
  };
  const newSheet = async (projects: string[], by?: TestProfile) => {
    const id = await made('test_sheets', { title: 'A1' }, by);
    for (const project of projects) await t.sql('insert into test_sheet_projects values ($1, $2)', [id, project]);
    return id;
  };
  const inRequest = <T>(work: () => Promise<T>) =>
    requestContext.run({ requestId: 'test' }, () => database.atomic(work));
  /** What somebody is for a row, or undefined where they do not see it; seeing and holding must agree. */
  const roleOf = async (resource: Resource, id: string, who: Caller) => {
    const { type, table } = resource;
    const held = (await inRequest(() => rows.hold(type, [id], who))).get(id);
    expect(await rows.isSeen(type, id, who)).toBe(held !== undefined);
    const listed = await t.sql(
      `select t.id from ${table} t where t.id = $1 and ${visibleRow(resource, 't', who, '$2')}`,
      [id, who.id],
    );
    expect(listed.length).toBe(held === undefined ? 0 : 1);
    return held?.role;
  };
  const problemOf = (work: Promise<unknown>): Promise<any> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('is under all that its parents are under, so that it goes along with them', () => {
    const forgotten = declaredResources().flatMap(({ type, parents, under }) =>
      parents
        .filter((parent) => parent.type !== type)
        .flatMap((parent) => [parent.type, ...Object.keys(resourceOf(parent.type).under)])
        .filter((ancestor) => !(ancestor in under))
        .map((ancestor) => `${type} under ${ancestor}`),
    );
    expect({ remedy: 'the way to each in `under` of the declaration, in *.resources.ts', forgotten }).toEqual({
      remedy: expect.anything(),
      forgotten: [],
    });
  });

  it('of several projects is seen in each, by the strongest role in any of them', async () => {
    const sheet = await newSheet([first, second]);
    const part = await made('test_parts', { sheet_id: sheet, mark: 'B1' });
    for (const [resource, id] of [
      [SHEET, sheet],
      [PART, part],
    ] as const) {
      expect(await roleOf(resource, id, caller(people.owner))).toBe('owner');
      expect(await roleOf(resource, id, caller(people.manager))).toBe('manager');
      expect(await roleOf(resource, id, caller(people.artist))).toBe('artist');
      expect(await roleOf(resource, id, caller(people.viewer))).toBe('viewer');
      expect(await roleOf(resource, id, caller(people.other))).toBeUndefined();
      // Having made it says nothing while it belongs to projects.
      expect(await roleOf(resource, id, caller(people.maker))).toBeUndefined();
      expect(await roleOf(resource, id, caller(moderator, 'moderator'))).toBeNull();
    }
  });

  it('of no project is its maker’s and the administrators’', async () => {
    const sheet = await newSheet([]);
    const loose = await made('test_parts', { sheet_id: null, mark: 'B1' });
    const note = await made('test_notes', { title: 'mine' });
    for (const [resource, id] of [
      [SHEET, sheet],
      [PART, await made('test_parts', { sheet_id: sheet, mark: 'B1' }, people.other)],
      [PART, loose],
      [NOTE, note],
    ] as const) {
      expect(await roleOf(resource, id, caller(people.maker))).toBe('owner');
      expect(await roleOf(resource, id, caller(people.owner))).toBeUndefined();
      expect(await roleOf(resource, id, { id: t.adminId, role: 'admin' })).toBeNull();
    }
  });

  it('is not seen through a project that is in the trash, while others keep it', async () => {
    const gone = (await t.newProject({ token: people.other.token })).id;
    const sheet = await newSheet([first, gone]);
    expect(await roleOf(SHEET, sheet, caller(people.other))).toBe('owner');
    expect((await t.request('DELETE', `/projects/${gone}`)).status).toBe(204);
    expect(await roleOf(SHEET, sheet, caller(people.other))).toBeUndefined();
    expect(await roleOf(SHEET, sheet, caller(people.viewer))).toBe('viewer');
  });

  it('refuses with 404 what is not seen and with 403 what may not be done', async () => {
    const sheet = await newSheet([first], people.artist);
    const held = async (who: TestProfile) =>
      (await inRequest(() => rows.hold('test_sheet', [sheet], caller(who)))).get(sheet);
    const judged = async (who: TestProfile, act: 'change' | 'delete') => {
      const row = await held(who);
      return problemOf(Promise.resolve().then(() => permitted('test_sheet', sheet, row, act, caller(who))));
    };
    expect(await judged(people.artist, 'delete')).toBeUndefined();
    expect(await judged(people.viewer, 'change')).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining(sheet),
    });
    expect(await judged(people.manager, 'change')).toMatchObject({
      code: 'not_found',
      detail: expect.stringContaining('test sheet'),
    });
    await expect(rows.requireSeen('test_sheet', sheet, caller(people.other))).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(rows.refuseUnseen('sheet_id', 'test_sheet', sheet, caller(people.other))).rejects.toMatchObject({
      code: 'unknown_reference',
      errors: [{ pointer: 'sheet_id' }],
    });
  });

  it('goes to the trash with what hangs under it and comes back as it was', async () => {
    const sheet = await newSheet([first, second]);
    const parts: string[] = [];
    for (const instance of [null, 'A', 'B'])
      parts.push(await made('test_parts', { sheet_id: sheet, mark: 'C1', instance }));
    const loose = await made('test_parts', { sheet_id: sheet, mark: 'C2' });
    const manager = caller(people.manager);
    const before = await t.sql(
      `select to_jsonb(p) - 'version' - 'updated_at' - 'updated_by' as row from test_parts p order by id`,
    );
    await inRequest(() => trash.delete('test_part', [{ id: loose, project_id: null, name: 'C2' }], manager));
    await inRequest(() => trash.delete('test_sheet', [{ id: sheet, project_id: null, name: 'A1' }], manager));
    for (const id of parts) expect(await rows.isSeen('test_part', id, manager)).toBe(false);
    expect(await t.sql(`select row_count, project_id from deletions where root_id = $1`, [sheet])).toEqual([
      { row_count: 4, project_id: null },
    ]);
    const listed = async (who: TestProfile) =>
      (await t.request('GET', '/trash?root_type=test_sheet', { token: who.token })).body.items.map(
        (item: any) => item.root_id,
      );
    expect(await listed(people.viewer)).toContain(sheet);
    expect(await listed(people.other)).not.toContain(sheet);

    expect(
      await problemOf(inRequest(() => trash.restore('test_part', parts[0]!, manager, undefined, {}))),
    ).toMatchObject({
      code: 'state_conflict',
      detail: expect.stringContaining('together with the test sheet'),
    });
    expect(await problemOf(inRequest(() => trash.restore('test_part', loose, manager, undefined, {})))).toMatchObject({
      code: 'state_conflict',
      detail: expect.stringContaining('The test sheet "A1"'),
    });
    expect(
      await problemOf(inRequest(() => trash.restore('test_sheet', sheet, caller(people.other), undefined, {}))),
    ).toMatchObject({
      code: 'not_found',
    });
    expect(
      await problemOf(inRequest(() => trash.restore('test_sheet', sheet, caller(people.viewer), undefined, {}))),
    ).toMatchObject({
      code: 'forbidden',
    });
    await inRequest(() => trash.restore('test_sheet', sheet, manager, undefined, {}));
    await inRequest(() => trash.restore('test_part', loose, manager, undefined, {}));
    expect(
      await t.sql(`select to_jsonb(p) - 'version' - 'updated_at' - 'updated_by' as row from test_parts p order by id`),
    ).toEqual(before);
  });

  it('is told which keys are taken, by all their columns, and comes back under another', async () => {
    const sheet = await newSheet([first]);
    const owner = caller(people.owner);
    const [plain, lettered] = [
      await made('test_parts', { sheet_id: sheet, mark: 'É1', instance: null }),
      await made('test_parts', { sheet_id: sheet, mark: 'É1', instance: 'A' }),
    ];
    for (const id of [plain, lettered])
      await inRequest(() => trash.delete('test_part', [{ id, project_id: null, name: 'É1' }], owner));
    // The same key in another spelling: decomposed, lower case, with spaces.
    const holder = await made('test_parts', { sheet_id: sheet, mark: ' e\u03011 ', instance: ' a' });
    const other = await made('test_parts', { sheet_id: await newSheet([first]), mark: 'É1', instance: 'A' });
    await inRequest(() => trash.restore('test_part', plain, owner, undefined, {}));
    const refused = await problemOf(inRequest(() => trash.restore('test_part', lettered, owner, undefined, {})));
    expect(refused).toMatchObject({
      code: 'duplicate',
      errors: [
        {
          pointer: `/rename/${lettered}`,
          detail: `the instance identifier "A" is taken by the test part ${holder}`,
          constraint: 'idx_test_parts_instance',
          conflicting_id: holder,
        },
      ],
    });
    await inRequest(() => trash.restore('test_part', lettered, owner, undefined, { [lettered]: 'B' }));
    expect(
      await t.sql('select instance from test_parts where id = any($1) order by instance', [[lettered, other]]),
    ).toEqual([{ instance: 'A' }, { instance: 'B' }]);
  });
});
