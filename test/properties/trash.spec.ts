import fc from 'fast-check';
import { jsonObjects, runs } from '../support/arbitraries';
import { startApp, type TestApp } from '../support/app';

const TABLES = { project: 'projects', episode: 'episodes', shot: 'shots' } as const;
type Type = keyof typeof TABLES;

/** A row of the model: what it hangs under, and the deletion that it went with. */
interface Row {
  id: string;
  type: Type;
  parent: Row | undefined;
  deletion: Row | undefined;
}

describe('the trash', () => {
  let t: TestApp;

  beforeAll(async () => {
    t = await startApp();
  });
  afterAll(() => t.close());

  /** A project with episodes, each with so many shots. */
  const build = async (shotsOf: number[], data: object): Promise<Row[]> => {
    const project: Row = { id: (await t.newProject()).id, type: 'project', parent: undefined, deletion: undefined };
    const rows = [project];
    for (const count of shotsOf) {
      const episode: Row = { ...project, id: (await t.newEpisode(project.id)).id, type: 'episode', parent: project };
      rows.push(episode);
      for (let i = 0; i < count; i++) {
        const { id } = await t.newShot(episode.id, { data, frame_start: i });
        rows.push({ id, type: 'shot', parent: episode, deletion: undefined });
      }
    }
    return rows;
  };

  /** Everything of a project, every column but those that say when and by whom a row was touched. */
  const contents = async (project: Row): Promise<unknown> => {
    const all = [];
    for (const [table, column] of [
      ['projects', 'id'],
      ['episodes', 'project_id'],
      ['shots', 'project_id'],
    ] as const)
      all.push(
        await t.sql(
          `select (to_jsonb(x) - 'version' - 'updated_at' - 'updated_by')::text as row from ${table} x where ${column} = $1 order by id`,
          [project.id],
        ),
      );
    return all;
  };

  const expectLive = async (rows: Row[]): Promise<void> => {
    for (const [type, table] of Object.entries(TABLES)) {
      const ids = rows.filter((row) => row.type === type).map(({ id }) => id);
      const live = await t.sql<{ id: string }>(
        `select id from ${table} where id = any($1) and deleted_at is null and deletion_id is null and live order by id`,
        [ids],
      );
      const expected = rows.filter((row) => row.type === type && row.deletion === undefined).map(({ id }) => id);
      expect(live.map(({ id }) => id)).toEqual(expected.sort());
    }
    const roots = new Map<string, number>();
    for (const { deletion } of rows) if (deletion) roots.set(deletion.id, (roots.get(deletion.id) ?? 0) + 1);
    const deletions = await t.sql<{ root_id: string; row_count: number }>(
      'select root_id, row_count from deletions where project_id = $1 order by root_id',
      [rows[0]!.id],
    );
    expect(deletions).toEqual([...roots].sort().map(([root_id, row_count]) => ({ root_id, row_count })));
  };

  const isUnder = (row: Row, root: Row): boolean =>
    row === root || (row.parent !== undefined && isUnder(row.parent, root));

  const remove = async (rows: Row[], root: Row): Promise<void> => {
    const { status } = await t.request('DELETE', `/${TABLES[root.type]}/${root.id}`);
    expect(status).toBe(root.deletion ? 404 : 204);
    if (root.deletion) return;
    for (const row of rows) if (isUnder(row, root)) row.deletion ??= root;
  };

  const restore = async (rows: Row[], root: Row): Promise<boolean> => {
    const { status, body } = await t.request('POST', `/${TABLES[root.type]}/${root.id}/restore`, { body: {} });
    const may = root.deletion === root && root.parent?.deletion === undefined;
    expect(status).toBe(may ? 200 : 409);
    if (!may) return false;
    expect([body.id, body.deleted_at ?? null]).toEqual([root.id, null]);
    for (const row of rows) if (row.deletion === root) row.deletion = undefined;
    return true;
  };

  const shape = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 });
  const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 6 });

  it('gives back, in whatever order, exactly what went with each deletion, just as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        shape,
        jsonObjects(),
        picks,
        fc.infiniteStream(fc.nat()),
        async (shotsOf, data, targets, order) => {
          const rows = await build(shotsOf, data);
          const before = await contents(rows[0]!);
          for (const target of targets) {
            // The project last of all, or nothing would be left to be deleted after it.
            await remove(rows, rows[target % rows.length || rows.length - 1]!);
            await expectLive(rows);
          }
          if (targets.length % 2) await remove(rows, rows[0]!);
          await expectLive(rows);
          for (let open = rows.filter((row) => row.deletion === row); open.length > 0;) {
            await restore(rows, open[(order.next().value as number) % open.length]!);
            await expectLive(rows);
            open = rows.filter((row) => row.deletion === row);
          }
          expect(await contents(rows[0]!)).toEqual(before);
        },
      ),
      runs,
    );
  });

  it('gives a row back only as the one that was deleted, not with its parents and not twice', async () => {
    await fc.assert(
      fc.asyncProperty(shape, picks, async (shotsOf, targets) => {
        const rows = await build(shotsOf, {});
        const before = await contents(rows[0]!);
        const done: Row[] = [];
        for (const target of targets) {
          const root = rows[target % rows.length]!;
          if (!root.deletion) done.push(root);
          await remove(rows, root);
        }
        for (const row of rows) if (row.deletion !== row) await restore(rows, row);
        await expectLive(rows);
        // The last deletion first: then every parent is there again.
        for (const root of done.reverse()) expect(await restore(rows, root)).toBe(true);
        expect(await contents(rows[0]!)).toEqual(before);
        for (const root of done) expect(await restore(rows, root)).toBe(false);
      }),
      runs,
    );
  });

  it('raises the version with every deletion and every restore, and says who did it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), async (times) => {
        const [project, , shot] = await build([1], {});
        const manager = await t.newMember(project!.id, 'manager');
        for (let round = 1; round <= times; round++) {
          await t.request('DELETE', `/shots/${shot!.id}`, { token: manager.token });
          const [row] = await t.sql('select version, updated_by, deleted_by from shots where id = $1', [shot!.id]);
          expect(row).toEqual({ version: 2 * round, updated_by: manager.id, deleted_by: manager.id });
          const { body } = await t.request('POST', `/shots/${shot!.id}/restore`, { body: {} });
          expect([body.version, body.updated_by]).toEqual([2 * round + 1, t.adminId]);
        }
      }),
      runs,
    );
  });
});
