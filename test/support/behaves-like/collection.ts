import { type RequestOptions, startApp, type TestApp, type TestProfile, type TestResponse } from '../app';

export const NOBODY = '01900000-0000-7000-8000-000000000000';

/** What a body has, by the names that cross the wire. */
export type Fields = Record<string, unknown>;

/** Where items are made: under a parent, in a project whose members see them. A collection may note more. */
export interface Place extends Record<string, string> {
  project: string;
  parent: string;
}

/** An item as the service shows it. */
export interface Item extends Fields {
  id: string;
  version: number;
}

/** What tells the live items of a project, or of a parent, apart: one field or several. */
export interface Key {
  constraint: string;
  /** The field that a duplicate is blamed on, and that a restore gives another value. */
  field: string;
  /** Where two items may not have one key. */
  within: 'project' | 'parent';
  /** The fields of the n-th key; no two are alike. */
  of: (n: number) => Fields;
  /** Two spellings of one key. */
  twins: [Fields, Fields][];
}

/**
 * A collection as its tests see it. A new one declares itself like this and passes what every collection must pass:
 * `describeItem`, `describeTrash`, `describeList`, `describeBulk`, `describeImport`, `describeExport`, `describeConcurrency`.
 */
export interface Collection {
  /** One of them, as problems call it. */
  one: string;
  table: string;
  /** Below it an id finds an item. */
  path: string;
  /** What they hang under: how problems call it, its address, and the field that names it where it is not in the address. */
  parent: { one: string; path: string; field?: string };
  newPlace: (t: TestApp, project: string) => Promise<Place>;
  /** How one is made in a place: the address, and what the body has beside the item's own fields. */
  post: (place: Place) => { path: string; body?: Fields };
  /** The least that an item is made of; with another key at every call. */
  fields: () => Fields;
  /** How an item shows where it is; by the id of its project when absent. */
  shown?: (place: Place) => Fields;
  /** SQL of the live items of a project, `$1`, oldest first; by a column `project_id` when absent. */
  live?: string;
  /** What it then shows of all its other fields. */
  defaults: Fields;
  /** Good values for every field, and how they are shown. */
  filled: { sent: Fields; shown: Fields };
  /** A change that any item takes, and that is another one at every call. */
  change: () => Fields;
  /** What a new item is refused for, and where the problem points to. */
  wrong: [what: string, fields: Fields, pointer: string][];
  /** What a change is refused for. */
  wrongChange: [what: string, fields: Fields, pointer: string, code?: string][];
  key?: Key;
}

type Options = RequestOptions & { place?: Place };

/** A service with its people, and a place for every test in a project of its own, of which they are members. */
export class Scene {
  t!: TestApp;
  place!: Place;
  manager!: TestProfile;
  artist!: TestProfile;
  viewer!: TestProfile;
  moderator!: TestProfile;
  stranger!: TestProfile;

  constructor(readonly collection: Collection) {}

  /** To be called in a `describe`: starts and stops the service around its tests. */
  static of(collection: Collection, environment: Record<string, string> = {}): Scene {
    const scene = new Scene(collection);
    beforeAll(() => scene.start(environment));
    beforeEach(() => scene.begin());
    afterAll(() => scene.t.close());
    return scene;
  }

  /** A place in another project, which nobody but the administrator sees. */
  async newPlaceElsewhere(): Promise<Place> {
    return this.collection.newPlace(this.t, (await this.t.newProject()).id);
  }

  /** Another place where the keys of this one are taken. */
  async newPlaceOfSameKeys(): Promise<Place> {
    return this.collection.key?.within === 'project'
      ? this.collection.newPlace(this.t, this.place.project)
      : this.place;
  }

  /** Makes an item of exactly these fields, or sends a body that is none. */
  post(fields: Fields | string, { place = this.place, ...options }: Options = {}): Promise<TestResponse> {
    const { path, body } = this.collection.post(place);
    return this.t.request('POST', path, {
      ...options,
      body: typeof fields === 'string' ? fields : { ...body, ...fields },
    });
  }

  /** Makes a good item. */
  async made(fields: Fields = {}, options: Options = {}): Promise<Item> {
    const { status, body } = await this.post({ ...this.collection.fields(), ...fields }, options);
    expect([status, body]).toEqual([201, expect.anything()]);
    return body;
  }

  /** Makes so many good items, with the first keys that there are. */
  async several(count: number): Promise<Item[]> {
    const items = [];
    for (let n = 0; n < count; n++) items.push(await this.made(this.collection.key?.of(n)));
    return items;
  }

  get(id: string, options: RequestOptions = {}): Promise<TestResponse> {
    return this.t.request('GET', `${this.collection.path}/${id}`, options);
  }

  patch(id: string, body: unknown, options: RequestOptions = {}): Promise<TestResponse> {
    return this.t.request('PATCH', `${this.collection.path}/${id}`, { ...options, body });
  }

  remove(id: string, options: RequestOptions = {}): Promise<TestResponse> {
    return this.t.request('DELETE', `${this.collection.path}/${id}`, options);
  }

  restore(id: string, body: unknown = {}, options: RequestOptions = {}): Promise<TestResponse> {
    return this.t.request('POST', `${this.collection.path}/${id}/restore`, { ...options, body });
  }

  /** Makes an item and puts it into the trash. */
  async deleted(fields: Fields = {}): Promise<Item> {
    const item = await this.made(fields);
    expect((await this.remove(item.id)).status).toBe(204);
    return item;
  }

  removeParent(place = this.place): Promise<TestResponse> {
    return this.t.request('DELETE', `${this.collection.parent.path}/${place.parent}`);
  }

  restoreParent(place = this.place): Promise<TestResponse> {
    return this.t.request('POST', `${this.collection.parent.path}/${place.parent}/restore`, { body: {} });
  }

  /** The live items of the project, oldest first. */
  live(): Promise<Item[]> {
    const { table, live } = this.collection;
    return this.t.sql<Item>(
      live ?? `select * from ${table} where project_id = $1 and deleted_at is null order by created_at, id`,
      [this.place.project],
    );
  }

  /** How its items show where they are. */
  whereabouts(): Fields {
    return this.collection.shown?.(this.place) ?? { project_id: this.place.project };
  }

  private async start(environment: Record<string, string>): Promise<void> {
    this.t = await startApp(environment);
    for (const who of ['manager', 'artist', 'viewer', 'stranger'] as const) this[who] = await this.t.newProfile();
    this.moderator = await this.t.newProfile({ role: 'moderator' });
  }

  private async begin(): Promise<void> {
    const { id } = await this.t.newProject();
    await this.t.sql(
      `insert into project_members (project_id, user_id, role) values ($1, $2, 'manager'), ($1, $3, 'artist'), ($1, $4, 'viewer')`,
      [id, this.manager.id, this.artist.id, this.viewer.id],
    );
    this.place = await this.collection.newPlace(this.t, id);
  }
}

/** What a refusal says in short: status, code, and what its first error points to. */
export function refusal({ status, body }: TestResponse): [number, string, string | undefined] {
  return [status, body.code, body.errors?.[0]?.pointer];
}

/** The key, for tests that only collections with one are put to. */
export function keyOf({ one, key }: Collection): Key {
  if (!key) throw new Error(`${one} has no key`);
  return key;
}
