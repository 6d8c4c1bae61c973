import { SchemaDifference } from './schema-difference';
import type { CatalogEntry } from './schema-text';

const entry = (kind: CatalogEntry['kind'], table: string, name: string, definition: string): CatalogEntry => ({
  kind,
  table,
  name,
  definition,
});

describe('the steps from a database to what entities describe', () => {
  it('make what a new table refers to before it, and its foreign keys after it', () => {
    const present = [entry('column', 'shots', 'id', 'uuid not null')];
    const wanted = [
      ...present,
      entry('column', 'props', 'id', 'uuid not null'),
      entry('constraint', 'props', 'ck_props_id', 'CHECK ((id IS NOT NULL))'),
      entry('constraint', 'props', 'fk_props_shot', 'FOREIGN KEY (shot_id, live) REFERENCES shots(id, live)'),
      entry(
        'index',
        'props',
        'idx_props_shot_id',
        'CREATE INDEX idx_props_shot_id ON public.props USING btree (shot_id)',
      ),
      entry('constraint', 'shots', 'uq_shots_live', 'UNIQUE (id, live)'),
    ];
    const { imports, steps, remarks } = new SchemaDifference(present, wanted).write();
    expect(steps).toEqual([
      `unique('shots', 'uq_shots_live', ['id', 'live']),`,
      expect.stringMatching(
        /^createTable\('props', `create table props \(\n(?!.*FOREIGN KEY)[^]*idx_props_shot_id[^]*`\),$/,
      ),
      `foreignKey('props', 'fk_props_shot', ['shot_id', 'live'], 'shots (id, live)', ''),`,
    ]);
    expect([...imports].sort()).toEqual(['createTable', 'foreignKey', 'unique']);
    expect(remarks).toEqual([]);
  });
});
