import { randomUUID } from 'node:crypto';
import type { TestApp, TestProfile } from './app';

/** The columns of the permission table, left to right. */
export const CAST = ['admin', 'moderator', 'owner', 'manager', 'artist', 'viewer', 'other'] as const;
export type Cast = Record<(typeof CAST)[number], TestProfile>;

/** A project of its own for every call, with what the artist made and what the owner made. */
export interface Place extends StoryPlace {
  project: string;
  /** A viewer whom nobody else is, and a second manager. */
  bystander: string;
  secondManager: string;
  /** Made by the owner. */
  episode: string;
  shot: string;
  /** Made by the artist. */
  ownEpisode: string;
  ownShot: string;
}

interface StoryPlace {
  /** Made by the owner in their episode: a root and the ending after it, each with a picture, as a player takes them. */
  story: string;
  root: string;
  ending: string;
  /** Made by the artist in the same episode: a root alone. */
  ownStory: string;
  ownRoot: string;
  /** Made by the owner, without a scenelet. */
  emptyStory: string;
}

export interface Call {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** `ok` is any 2xx. The expectations stand in the order of {@link CAST}. */
export type Row = [
  route: string,
  expected: string,
  call: (place: Place, who: TestProfile) => Call | Promise<Call>,
  note?: string,
];

/** Expectations that many rows share. 404 and, for a reference in a body or a filter, 400: it may not be seen. */
export const may = {
  everyone: 'ok ok ok ok ok ok ok',
  readers: 'ok ok ok ok ok ok 404',
  readersByFilter: 'ok ok ok ok ok ok 400',
  writers: 'ok 403 ok ok ok 403 404',
  writersByReference: 'ok 403 ok ok ok 403 400',
  deleters: 'ok ok ok ok 403 403 404',
  deletersOfTheArtists: 'ok ok ok ok ok 403 404',
  ownersOnly: 'ok 403 ok 403 403 403 404',
  managers: 'ok 403 ok ok 403 403 404',
  administrators: 'ok 403 403 403 403 403 403',
} as const;

export async function newCast(t: TestApp): Promise<Cast> {
  return {
    admin: { id: t.adminId, email: '', token: t.admin },
    moderator: await t.newProfile({ role: 'moderator' }),
    owner: await t.newProfile(),
    manager: await t.newProfile(),
    artist: await t.newProfile(),
    viewer: await t.newProfile(),
    other: await t.newProfile(),
  };
}

/** The call that restores, after the administrator has deleted. */
export async function trashed(t: TestApp, path: string): Promise<Call> {
  expect((await t.request('DELETE', path)).status).toBe(204);
  return { path: `${path}/restore` };
}

export async function newPlace(t: TestApp, { owner, manager, artist, viewer }: Cast): Promise<Place> {
  const people = await t.sql<{ id: string }>(
    `insert into profiles (email) select gen_random_uuid() || '@example.org' from generate_series(1, 2) returning id`,
  );
  const [bystander = '', secondManager = ''] = people.map(({ id }) => id);
  const [place] = await t.sql<Omit<Place, keyof StoryPlace | 'bystander' | 'secondManager'>>(
    `with p as (insert into projects (name, user_id, created_by) values ('place', $1, $1) returning id),
        e as (insert into episodes (project_id, name, created_by)
          select p.id, n.name, n.maker::uuid from p, (values ('by the owner', $1), ('by the artist', $2)) n(name, maker) returning id, name, created_by),
        s as (insert into shots (project_id, episode_id, name, created_by) select p.id, e.id, e.name, e.created_by from p, e returning id, name)
      select p.id as project, eo.id as episode, ea.id as "ownEpisode", so.id as shot, sa.id as "ownShot"
        from p join e eo on eo.name = 'by the owner' join e ea on ea.name = 'by the artist'
          join s so on so.name = 'by the owner' join s sa on sa.name = 'by the artist'`,
    [owner.id, artist.id],
  );
  if (!place) throw new Error('the place was not made');
  await t.sql(
    `insert into project_members (project_id, user_id, role) select $1, n.id, n.role
      from unnest($2::uuid[], $3::text[]) n(id, role)`,
    [
      place.project,
      [manager.id, secondManager, artist.id, viewer.id, bystander],
      ['manager', 'manager', 'artist', 'viewer', 'viewer'],
    ],
  );
  const stories = await newStories(t, place, owner.id, artist.id);
  return { ...place, ...stories, bystander, secondManager };
}

async function newStories(
  t: TestApp,
  { project, episode }: { project: string; episode: string },
  owner: string,
  artist: string,
): Promise<StoryPlace> {
  const [story, ownStory, emptyStory, root, ending, ownRoot] = Array.from({ length: 6 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  await t.sql(
    `insert into stories (id, episode_id, project_id, display_name, created_by)
      select s.id, $1, $2, 'A story', s.maker from unnest($3::uuid[], $4::uuid[]) s(id, maker)`,
    [episode, project, [story, ownStory, emptyStory], [owner, artist, owner]],
  );
  await t.sql(
    `insert into scenelets (id, story_id, project_id, parent_id, position, is_terminal_node, created_by)
      select s.id, s.story, $1, s.parent, 1, s.ends, s.maker
        from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::boolean[], $6::uuid[]) s(id, story, parent, ends, maker)`,
    [
      project,
      [root, ending, ownRoot],
      [story, story, ownStory],
      [null, root, null],
      [false, true, true],
      [owner, owner, artist],
    ],
  );
  await t.sql(
    `insert into shots (episode_id, project_id, name, story_id, scenelet_ref, scenelet_id, scenelet_sequence, shot_index,
        storyboard_payload, key_frame_image_path, created_by)
      select $1, $2, 'scene ' || s.number, $3, s.scenelet, 'scenelet-' || s.number, s.number, 1, '{}', 'https://example.org/frame.png', $5
        from unnest($4::uuid[]) with ordinality s(scenelet, number)`,
    [episode, project, story, [root, ending], owner],
  );
  return { story, root, ending, ownStory, ownRoot, emptyStory };
}
