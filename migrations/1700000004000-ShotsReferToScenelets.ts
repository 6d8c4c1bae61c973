import {
  addColumns,
  type Backfill,
  backfill,
  change,
  changeRows,
  check,
  dropUnique,
  fill,
  type Finding,
  foreignKey,
  index,
  notNull,
  OnlineMigration,
  onTheWayBack,
  raw,
  removeRows,
  sqlFunction,
  type Step,
  trigger,
  triggerExists,
  unique,
  uniqueIndex,
} from '../src/migrator';
import { joinDeletion } from './shared/tables';

/** The columns that make a shot a story shot: all of them set, or none. */
const STORY_COLUMNS = [
  'story_id',
  'scenelet_ref',
  'scenelet_id',
  'scenelet_sequence',
  'shot_index',
  'storyboard_payload',
];
const MEDIA_COLUMNS = ['key_frame_image_path', 'audio_file_path', 'video_file_path'];
const ALL_OR_NONE = `case when story_id is null
  then num_nonnulls(scenelet_ref, scenelet_id, scenelet_sequence, shot_index, storyboard_payload, ${MEDIA_COLUMNS.join(', ')}) = 0
  else num_nulls(${STORY_COLUMNS.join(', ')}) = 0 end`;

/**
 * The order of siblings under the old rule: newest first, by the millisecond, then by id. The old program inserts the
 * options of a branch in reverse, so that the newest is the first as it was written. What has no position yet, because
 * an older client made it, is newer than what has one.
 */
const OLD_ORDER = `date_trunc('milliseconds', s.created_at) desc, s.id`;

/**
 * Walks every story depth first, children before siblings, and numbers the scenelets from 1. Iterative: a chain of a
 * hundred thousand scenelets is a story too. Of several roots the oldest comes first, as that is the one that stays. For the
 * pre-flight only: the columns that it orders by may be there, or be put aside, or not be there yet.
 */
const NUMBER_OLD_STORIES = `
do $prepare$
declare
  place text;
  live text := '';
begin
  select attname into place from pg_attribute where attrelid = to_regclass('public.scenelets') and attname in ('position', '_parked_position') and not attisdropped;
  select ' and s.deletion_id is not distinct from (select deletion_id from public.stories where id = story)' into live
    from pg_attribute where attrelid = to_regclass('public.scenelets') and attname = 'deletion_id' and not attisdropped;
  execute format($function$
    create or replace function pg_temp.number_stories() returns table (story uuid, scenelet uuid, number integer) language plpgsql as $walk$
    declare
      child uuid;
      stack uuid[];
      top integer;
    begin
      for story in select id from public.stories loop
        number := 0;
        stack := array(select s.id from public.scenelets s where s.story_id = story and s.parent_id is null%2$s order by s.created_at desc, s.id desc);
        top := cardinality(stack);
        while top > 0 loop
          scenelet := stack[top];
          top := top - 1;
          number := number + 1;
          return next;
          for child in select s.id from public.scenelets s where s.parent_id = scenelet and s.story_id = story%2$s order by %1$s loop
            top := top + 1;
            stack[top] := child;
          end loop;
        end loop;
      end loop;
    end $walk$ $function$,
    -- The stack is taken from its end, so the order is turned round.
    coalesce('s.' || place || ' desc nulls first, ', '') || $order$date_trunc('milliseconds', s.created_at), s.id desc$order$, coalesce(live, ''));
end $prepare$`;

/** SQL: the column that knows a shot's scenelet, if there is one. */
const REF_COLUMN = `(select attname from pg_attribute where attrelid = 'shots'::regclass and attname in ('scenelet_ref', '_parked_scenelet_ref') and not attisdropped)`;

/** The scenelet that a shot still knows after a rollback; it may be gone. */
const KNOWN_SCENELET = `to_jsonb(s)->>${REF_COLUMN}`;

const WHOLE = `s.story_id is not null and num_nulls(s.scenelet_id, s.shot_index, s.storyboard_payload) = 0`;

const detach = {
  does: 'They stay as ordinary shots of their episode; their story columns are emptied and archived.',
  passes: () => [
    {
      work: changeRows('offenders', {
        table: 'shots',
        set: Object.fromEntries([...STORY_COLUMNS, ...MEDIA_COLUMNS].map((column) => [column, 'null'])),
        where: 'true',
        archive: [...STORY_COLUMNS, ...MEDIA_COLUMNS],
      }),
    },
  ],
};
const quarantine = {
  does: 'They leave the table for the archive; a rollback brings them back.',
  passes: () => [{ work: removeRows('offenders', 'shots') }],
};

/** Scenelets that no root leads to, because they, or what they hang from, go round in a circle; `turns` is true on the circle. */
const UNREACHABLE = `with recursive reached as (
    select s.id from scenelets s where s.parent_id is null
    union all select c.id from reached r join scenelets c on c.parent_id = r.id),
  lost as (select s.id, s.story_id, s.parent_id, s.created_at from scenelets s where not exists (select from reached r where r.id = s.id)),
  up as (select l.id as start, l.parent_id as at from lost l union select up.start, l.parent_id from up join lost l on l.id = up.at)
  select l.id, l.story_id, 'scenelet ' || l.id || ' of story ' || l.story_id as detail,
    exists (select from up where up.start = l.id and up.at = l.id) as turns,
    row_number() over (partition by l.story_id order by exists (select from up where up.start = l.id and up.at = l.id) desc, l.created_at, l.id) as place
  from lost l`;

/** The first root of a story, under which what has lost its place can hang. */
const FIRST_ROOT = `(select r.id from scenelets r where r.story_id = t.story_id and r.parent_id is null and r.id <> t.id order by r.created_at, r.id limit 1)`;

/** As the last child, so that the numbers of the scenelets that were right before stay. */
function hangFromFirstRoot(where: string): string {
  return changeRows('offenders', {
    table: 'scenelets',
    set: {
      parent_id: FIRST_ROOT,
      position: `offenders.place + coalesce((select max(c.position) from scenelets c where c.parent_id = ${FIRST_ROOT}), 0)`,
    },
    where,
    archive: ['parent_id'],
  });
}

const POSITIONS = 'positions of scenelets';
const LATE = {
  settledAfter: POSITIONS,
  touches: {
    scenelets: { parent_id: null },
    shots: Object.fromEntries(
      [
        'episode_id',
        'project_id',
        'story_id',
        'scenelet_id',
        'scenelet_sequence',
        'shot_index',
        'storyboard_payload',
        ...MEDIA_COLUMNS,
      ].map((column) => [column, null]),
    ),
  },
};

const findings: readonly Finding[] = [
  {
    ...LATE,
    code: 'foreign-parents',
    problem: 'scenelets hang from a scenelet of another story',
    offenders: `select s.id, 'scenelet ' || s.id || ' of story ' || s.story_id || ', its parent of story ' || p.story_id as detail,
        row_number() over (partition by s.story_id order by s.created_at, s.id) as place
      from scenelets s join scenelets p on p.id = s.parent_id where p.story_id <> s.story_id`,
    remedy: 'Hang the scenelet from one of its own story.',
    policies: {
      nest: {
        does: 'They hang from the first root of their own story, or become its root.',
        passes: () => [
          {
            work: hangFromFirstRoot('true'),
          },
        ],
      },
    },
  },
  {
    ...LATE,
    code: 'scenelet-cycles',
    problem: 'scenelets hang from each other in a circle, so that no root leads to them',
    offenders: UNREACHABLE,
    remedy: 'Hang one scenelet of the circle from elsewhere in its story.',
    policies: {
      cut: {
        does: 'The oldest scenelet of each circle hangs from the first root of its story, or becomes its root.',
        passes: () => [
          {
            work: hangFromFirstRoot('offenders.place = 1'),
          },
        ],
      },
    },
  },
  {
    ...LATE,
    code: 'stories-with-several-roots',
    problem: 'stories have more than one root',
    offenders: `select id, detail, place - 1 as place from (select s.id, 'scenelet ' || s.id || ' of story ' || s.story_id as detail,
        row_number() over (partition by s.story_id order by s.created_at, s.id) as place
        from scenelets s join stories y on y.id = s.story_id
        where s.parent_id is null and to_jsonb(s)->>'deletion_id' is not distinct from to_jsonb(y)->>'deletion_id') roots where place > 1`,
    remedy: 'Hang all but one of the roots from another scenelet.',
    policies: {
      nest: {
        does: 'The oldest root stays; the others hang from it.',
        passes: () => [
          {
            work: hangFromFirstRoot('true'),
          },
        ],
      },
    },
  },
  {
    ...LATE,
    code: 'incomplete-story-shots',
    problem: 'shots are story shots by halves: some of their story columns are set, others are not',
    offenders: `select s.id, 'shot ' || s.id || ', story ' || coalesce(s.story_id::text, 'none') || ', scenelet ' || coalesce('"' || s.scenelet_id || '"', 'none')
        || ', index ' || coalesce(s.shot_index::text, 'none') || case when s.storyboard_payload is null then ', no storyboard' else '' end as detail
      from shots s where case when s.story_id is null
        then num_nonnulls(s.scenelet_id, s.scenelet_sequence, s.shot_index, s.storyboard_payload, ${MEDIA_COLUMNS.map((column) => `s.${column}`).join(', ')}) > 0
        else num_nulls(s.scenelet_id, s.shot_index, s.storyboard_payload) > 0 end`,
    remedy: 'Fill in what is missing, or empty the rest.',
    policies: { detach, quarantine },
  },
  {
    ...LATE,
    code: 'story-shots-elsewhere',
    problem: 'story shots are of another episode than their story',
    offenders: `select s.id, 'shot ' || s.id || ' of episode ' || s.episode_id || ', its story of episode ' || t.episode_id as detail
      from shots s join stories t on t.id = s.story_id where t.episode_id <> s.episode_id`,
    remedy: 'Move the shot to the episode of its story, or detach it.',
    policies: {
      follow: {
        does: 'They move to the episode of their story.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'shots',
              set: { episode_id: 'y.episode_id', project_id: 'e.project_id' },
              from: 'stories y, episodes e',
              where: 'y.id = t.story_id and e.id = y.episode_id',
              archive: ['episode_id', 'project_id'],
            }),
          },
        ],
      },
      detach,
    },
  },
  {
    ...LATE,
    code: 'unmapped-shots',
    problem: 'story shots name a scenelet that their story does not have',
    prepare: NUMBER_OLD_STORIES,
    // What was said by a number before a scenelet went means another scenelet now, or none.
    offenders: `select s.id, 'shot ' || s.id || ' of story ' || s.story_id || ' names "' || s.scenelet_id || '"'
        || case when ${KNOWN_SCENELET} is null then '' else ', and was of a scenelet that is gone' end as detail
      from shots s left join pg_temp.number_stories() n on n.story = s.story_id and s.scenelet_id = 'scenelet-' || n.number
      where ${WHOLE} and case when ${KNOWN_SCENELET} is null then n.number is null
        else not exists (select from scenelets k where k.story_id = s.story_id and k.id::text = ${KNOWN_SCENELET}) end`,
    remedy: 'Name a scenelet of the story, as scenelet-1, scenelet-2 and so on, depth first.',
    policies: { detach, quarantine },
  },
];

/** Old statements name neither positions nor scenelets; and after any change of a tree its shots carry their new numbers. */
const TREES: Step[] = [
  sqlFunction(
    'number_scenelets',
    // The stack is taken from its end, so the order is turned round. By index always: a session that has planned this while
    // the table was small would go on to read all of it for every scenelet.
    `create or replace function number_scenelets(of_story uuid, by_old_rule boolean default false)
      returns table (scenelet uuid, number integer) language plpgsql stable rows 100 set enable_seqscan = off as $$
      declare
        child uuid;
        -- A story in the trash has the scenelets that went with it.
        gone uuid := (select deletion_id from stories where id = of_story);
        stack uuid[] := array(select s.id from scenelets s where s.story_id = of_story and s.parent_id is null
          and s.deletion_id is not distinct from gone order by s.position desc nulls first, s.id desc);
        top integer := cardinality(stack);
      begin
        number := 0;
        while top > 0 loop
          scenelet := stack[top];
          top := top - 1;
          number := number + 1;
          return next;
          for child in select s.id from scenelets s where s.parent_id = scenelet
              and s.deletion_id is not distinct from gone
              order by case when by_old_rule then null else s.position end desc nulls first,
                case when by_old_rule then date_trunc('milliseconds', s.created_at) end, s.id desc loop
            top := top + 1;
            stack[top] := child;
          end loop;
        end loop;
      end $$`,
  ),
  sqlFunction(
    'fill_story_project',
    `create or replace function fill_story_project() returns trigger language plpgsql as $$
      begin
        select project_id into new.project_id from episodes where id = new.episode_id;
        return new;
      end $$`,
  ),
  trigger(
    'stories',
    'fill_story_project_on_insert',
    `before insert on stories
      for each row when (new.project_id is null) execute function fill_story_project()`,
  ),
  trigger(
    'stories',
    'fill_story_project_on_move',
    `before update of episode_id on stories
      for each row when (new.episode_id <> old.episode_id and new.project_id is not distinct from old.project_id)
      execute function fill_story_project()`,
  ),
  // The old rule puts the newest sibling first.
  sqlFunction(
    'place_scenelet',
    `create or replace function place_scenelet() returns trigger language plpgsql as $$
      begin
        select project_id into new.project_id from stories where id = new.story_id for no key update;
        if new.position is null then
          update scenelets set position = position + 1
            where story_id = new.story_id and parent_id is not distinct from new.parent_id and deleted_at is null;
          new.position := 1;
        end if;
        return new;
      end $$`,
  ),
  trigger(
    'scenelets',
    'place_old_scenelet',
    `before insert on scenelets
      for each row when ((new.position is null or new.project_id is null) and current_setting('migrator.runner', true) is distinct from 'on')
      execute function place_scenelet()`,
  ),
  // No constraint can say that a tree has no circle. Changes of one story's tree stand in line behind its row.
  sqlFunction(
    'refuse_scenelet_cycle',
    `create or replace function refuse_scenelet_cycle() returns trigger language plpgsql as $$
      declare
        above uuid := new.parent_id;
      begin
        perform from stories where id = new.story_id for no key update;
        while above is not null loop
          if above = new.id then
            raise exception using errcode = 'check_violation', table = 'scenelets', constraint = 'ck_scenelets_no_cycle',
              message = 'a scenelet cannot hang from itself';
          end if;
          select parent_id into above from scenelets where id = above;
        end loop;
        return new;
      end $$`,
  ),
  trigger(
    'scenelets',
    'refuse_scenelet_cycle_on_insert',
    `before insert on scenelets for each row when (new.parent_id = new.id) execute function refuse_scenelet_cycle()`,
  ),
  trigger(
    'scenelets',
    'refuse_scenelet_cycle_on_move',
    `before update of parent_id on scenelets
      for each row when (new.parent_id is distinct from old.parent_id and current_setting('migrator.runner', true) is distinct from 'on')
      execute function refuse_scenelet_cycle()`,
  ),
  sqlFunction(
    'fill_scenelet_ref',
    `create or replace function fill_scenelet_ref() returns trigger language plpgsql as $$
      begin
        select n.scenelet, n.number into new.scenelet_ref, new.scenelet_sequence
          from number_scenelets(new.story_id) n where 'scenelet-' || n.number = new.scenelet_id;
        return new;
      end $$`,
  ),
  trigger(
    'shots',
    'fill_scenelet_ref_on_insert',
    `before insert on shots
      for each row when (new.story_id is not null and new.scenelet_ref is null and current_setting('migrator.runner', true) is distinct from 'on')
      execute function fill_scenelet_ref()`,
  ),
  trigger(
    'shots',
    'fill_scenelet_ref_on_move',
    `before update of story_id, scenelet_id on shots
      for each row when (new.story_id is not null and new.scenelet_ref is not distinct from old.scenelet_ref
        and (new.story_id, new.scenelet_id) is distinct from (old.story_id, old.scenelet_id)
        and new.scenelet_sequence is not distinct from old.scenelet_sequence
        and current_setting('migrator.runner', true) is distinct from 'on')
      execute function fill_scenelet_ref()`,
  ),
  sqlFunction(
    'renumber_story_shots',
    `create or replace function renumber_story_shots() returns trigger language plpgsql as $$
      declare
        changed uuid[];
      begin
        if tg_op = 'UPDATE' then
          changed := array(select distinct story_id from (
            select id, story_id, parent_id, position, deleted_at from new_rows
            except all select id, story_id, parent_id, position, deleted_at from old_rows) n);
        elsif tg_op = 'INSERT' then
          changed := array(select distinct story_id from new_rows);
        else
          changed := array(select distinct story_id from old_rows);
        end if;
        update shots t set scenelet_id = 'scenelet-' || n.number, scenelet_sequence = n.number
          from unnest(changed) story, number_scenelets(story) n
          where exists (select from shots x where x.story_id = story) and t.scenelet_ref = n.scenelet and t.scenelet_sequence <> n.number;
        return null;
      end $$`,
  ),
];

const RENUMBERING: Step[] = (['insert', 'update', 'delete'] as const).map((event) => {
  const rows = {
    insert: 'new table as new_rows',
    update: 'old table as old_rows new table as new_rows',
    delete: 'old table as old_rows',
  };
  return trigger(
    'scenelets',
    `renumber_story_shots_on_${event}`,
    `after ${event} on scenelets referencing ${rows[event]} for each statement execute function renumber_story_shots()`,
  );
});

/**
 * After a rollback a shot still knows its scenelet, so that renumbering by hand of the tree cannot mislead the next
 * migrate; unless the old application gives the shot another scenelet. It begins before the triggers that fill the
 * column go, and ends after they have come, so that no statement falls between.
 */
const FORGETTING: Step = raw(
  'shots that get another scenelet forget theirs',
  'a trigger for the time after a rollback',
  {
    up: [
      change({
        sql: 'drop trigger forget_scenelet on shots; drop function migrator.forget_scenelet',
        how: 'briefly',
        locks: { shots: 'ACCESS EXCLUSIVE' },
        done: `not ${triggerExists('shots', 'forget_scenelet')}`,
      }),
    ],
    down: [
      change({
        sql: `create or replace function migrator.forget_scenelet() returns trigger language plpgsql as $$
      begin
        return jsonb_populate_record(new, '{"scenelet_ref": null, "_parked_scenelet_ref": null}');
      end $$;
      create trigger forget_scenelet before update of story_id, scenelet_id on shots for each row
        when ((new.story_id, new.scenelet_id) is distinct from (old.story_id, old.scenelet_id)
          and current_setting('migrator.runner', true) is distinct from 'on')
        execute function migrator.forget_scenelet()`,
        how: 'briefly',
        locks: { shots: 'SHARE ROW EXCLUSIVE' },
        done: triggerExists('shots', 'forget_scenelet'),
      }),
    ],
  },
);

/**
 * A shot that was put aside because its scenelet is gone, or was none, comes back to its story with the rollback. By then
 * the number that it names may be another scenelet's, and its place taken, which the old constraint refuses. So the name in
 * the archive says which shot it is, and is no scenelet's either.
 */
const PLACES_OF_RETURNING_SHOTS: Step = onTheWayBack(
  'places of shots that come back',
  backfill(
    'stories',
    `changed as (update migrator.archive a
      set was = (a.was::jsonb || jsonb_build_object('scenelet_id', a.was->>'scenelet_id' || ', shot ' || a.row_id))::json
      from keys join shots o on o.story_id = keys.id
      where a.migration = 'ShotsReferToScenelets1700000004000' and a.direction = 'up' and a.put_back_at is null and a.table_name = 'shots'
        and (o.story_id, o.scenelet_id, o.shot_index) = ((a.was->>'story_id')::uuid, a.was->>'scenelet_id', (a.was->>'shot_index')::integer)
        and o.id <> a.row_id returning a.id)`,
  ),
);

/** Where the numbers of a story's scenelets are kept while shots are given theirs. */
const NUMBERS = 'migrator.scenelet_numbers';

/** Gives shots the numbers of their scenelets where they have others; each shot is looked up, so that nothing else is read. */
function renumber(numbering: string): Backfill {
  return backfill(
    'stories',
    `changed as (update shots t set scenelet_id = 'scenelet-' || n.number, scenelet_sequence = n.number
      from keys, ${numbering} n, lateral (select s.id from shots s where s.scenelet_ref = n.scenelet
        and (s.scenelet_id, s.scenelet_sequence) is distinct from ('scenelet-' || n.number, n.number) offset 0) s
      where exists (select from shots x where x.story_id = keys.id) and t.id = s.id returning t.id)`,
    { shots: { scenelet_id: null, scenelet_sequence: null } },
  );
}

/** Siblings by the old rule, those that have no position before those that have one; whole groups, so that none is half done. */
function place(siblings: string): string {
  return `ranked as (select s.id, row_number() over (partition by s.story_id, s.parent_id order by (s.position is not null), s.position, ${OLD_ORDER}) as place
      from scenelets s join keys on ${siblings} join stories y on y.id = s.story_id
      where s.deletion_id is not distinct from y.deletion_id),
    changed as (update scenelets t set position = ranked.place from ranked where t.id = ranked.id and t.position is distinct from ranked.place returning t.id)`;
}

/**
 * Requirement 002: a story shot refers to its scenelet by a foreign key. The text ids that people and players read stay,
 * as numbers of the present tree, whose order is explicit.
 */
export class ShotsReferToScenelets1700000004000 extends OnlineMigration {
  readonly name = 'ShotsReferToScenelets1700000004000';

  override readonly findings = findings;

  readonly steps: readonly Step[] = [
    addColumns('stories', { project_id: 'uuid' }),
    addColumns('scenelets', { project_id: 'uuid', position: 'integer' }),
    addColumns('shots', { scenelet_ref: 'uuid' }),
    ...TREES,
    FORGETTING,
    fill('projects of stories', {
      table: 'stories',
      set: { project_id: 'e.project_id' },
      from: 'episodes e',
      where: 'e.id = t.episode_id and t.project_id is distinct from e.project_id',
    }),
    fill('projects of scenelets', {
      table: 'scenelets',
      set: { project_id: 'y.project_id' },
      from: 'stories y',
      where: 'y.id = t.story_id and t.project_id is distinct from y.project_id',
    }),
    {
      title: POSITIONS,
      up: [
        backfill('stories', place('s.story_id = keys.id and s.parent_id is null')),
        backfill('scenelets', place('s.parent_id = keys.id')),
      ],
      down: [],
    },

    PLACES_OF_RETURNING_SHOTS,

    // The backfill finds a story's shots by them.
    index('shots', 'shots_scenelet_ref_idx', '(scenelet_ref) where scenelet_ref is not null'),
    index('shots', 'idx_shots_story_order', '(story_id, scenelet_sequence, shot_index) where story_id is not null'),
    dropUnique('shots', 'shots_story_id_scenelet_id_shot_index_key', ['story_id', 'scenelet_id', 'shot_index']),
    {
      title: 'scenelets of shots',
      up: [
        // A scenelet in the trash has no number in the tree.
        backfill(
          'shots',
          changeRows('keys', {
            table: 'shots',
            set: {
              scenelet_sequence: `coalesce(substring(t.scenelet_id from '^scenelet-([1-9][0-9]{0,8})$')::integer, 1)`,
            },
            from: 'scenelets c',
            where: `c.id = t.scenelet_ref and c.deleted_at is not null and t.scenelet_sequence is null`,
            archive: ['scenelet_sequence'],
          }),
          { shots: { scenelet_sequence: null } },
        ),
        change({
          sql: `create table ${NUMBERS} (scenelet uuid primary key, story uuid not null, number integer not null, unique (story, number))`,
          how: 'briefly',
          locks: {},
          done: `to_regclass('${NUMBERS}') is not null`,
        }),
        backfill(
          'stories',
          `changed as (insert into ${NUMBERS} (story, scenelet, number)
            select keys.id, n.scenelet, n.number from keys, number_scenelets(keys.id) n
            where exists (select from shots s where s.story_id = keys.id) on conflict do nothing returning scenelet)`,
        ),
        backfill(
          'shots',
          changeRows('keys', {
            table: 'shots',
            set: { scenelet_ref: 'n.scenelet', scenelet_sequence: 'n.number' },
            from: `${NUMBERS} n`,
            where: `n.story = t.story_id and n.number = substring(t.scenelet_id from '^scenelet-([1-9][0-9]{0,8})$')::integer
              and t.scenelet_ref is null and t.scenelet_sequence = n.number`,
          }),
        ),
        // A sequence that said something else, or nothing, is archived.
        backfill(
          'shots',
          changeRows('keys', {
            table: 'shots',
            set: { scenelet_ref: 'n.scenelet', scenelet_sequence: 'n.number' },
            from: `${NUMBERS} n`,
            where: `n.story = t.story_id and n.number = substring(t.scenelet_id from '^scenelet-([1-9][0-9]{0,8})$')::integer
              and (t.scenelet_ref is null or (t.scenelet_ref = n.scenelet and t.scenelet_sequence is distinct from n.number))`,
            archive: ['scenelet_sequence'],
          }),
          { shots: { scenelet_sequence: null } },
        ),
        change({
          sql: `drop table ${NUMBERS}`,
          how: 'briefly',
          locks: {},
          done: `to_regclass('${NUMBERS}') is null`,
          cleanup: true,
        }),
      ],
      down: [{ action: 'put back' }],
    },
    // Two deleted shots, or a deleted and a live one, may have one place; the old constraint knows no deletion.
    onTheWayBack(
      'deleted shots in a place that is taken',
      backfill(
        'shots',
        removeRows(
          'keys',
          'shots',
          `t.deleted_at is not null and exists (select from shots o where (o.story_id, o.scenelet_id, o.shot_index) = (t.story_id, t.scenelet_id, t.shot_index)
            and o.id <> t.id and (o.deleted_at is null or o.id < t.id))`,
        ),
      ),
    ),
    ...RENUMBERING,
    {
      title: 'numbers of shots whose tree has changed',
      up: [renumber('number_scenelets(keys.id)')],
      // The old program numbers by its own rule, whatever the positions say.
      down: [renumber('number_scenelets(keys.id, true)')],
    },
    check('shots', 'ck_shots_story_columns', ALL_OR_NONE),

    unique('stories', 'uq_stories_episode', ['id', 'episode_id']),
    unique('stories', 'uq_stories_project', ['id', 'project_id']),
    unique('stories', 'uq_stories_live', ['id', 'live']),
    index('stories', 'idx_stories_episode_id', '(episode_id, created_at, id)'),
    notNull('stories', 'project_id'),
    foreignKey(
      'stories',
      'fk_stories_episode_project',
      ['episode_id', 'project_id'],
      'episodes (id, project_id)',
      'on delete cascade',
    ),
    foreignKey(
      'stories',
      'fk_stories_episode_live',
      ['episode_id', 'live'],
      'episodes (id, live)',
      'on delete cascade',
      [joinDeletion('stories', 'episodes', 'episode_id')],
    ),

    unique('scenelets', 'uq_scenelets_story', ['id', 'story_id']),
    unique('scenelets', 'uq_scenelets_live', ['id', 'live']),
    notNull('scenelets', 'project_id'),
    notNull('scenelets', 'position'),
    check('scenelets', 'ck_scenelets_position', 'position > 0'),
    unique(
      'scenelets',
      'uq_scenelets_sibling_position',
      ['parent_id', 'position', 'live'],
      'deferrable initially immediate',
    ),
    uniqueIndex('scenelets', 'idx_scenelets_one_root', '(story_id) where parent_id is null and deleted_at is null'),
    foreignKey(
      'scenelets',
      'fk_scenelets_story_project',
      ['story_id', 'project_id'],
      'stories (id, project_id)',
      'on update cascade on delete cascade',
    ),
    foreignKey(
      'scenelets',
      'fk_scenelets_story_live',
      ['story_id', 'live'],
      'stories (id, live)',
      'on delete cascade',
      [joinDeletion('scenelets', 'stories', 'story_id')],
    ),
    foreignKey(
      'scenelets',
      'fk_scenelets_parent_story',
      ['parent_id', 'story_id'],
      'scenelets (id, story_id)',
      'on delete cascade',
    ),
    foreignKey(
      'scenelets',
      'fk_scenelets_parent_live',
      ['parent_id', 'live'],
      'scenelets (id, live)',
      'on delete cascade',
    ),

    uniqueIndex('shots', 'idx_shots_scenelet_shot_index_unique', '(scenelet_ref, shot_index) where deleted_at is null'),
    foreignKey('shots', 'shots_scenelet_ref_fkey', ['scenelet_ref'], 'scenelets (id)', 'on delete cascade'),
    foreignKey(
      'shots',
      'fk_shots_scenelet_story',
      ['scenelet_ref', 'story_id'],
      'scenelets (id, story_id)',
      'on delete cascade',
    ),
    foreignKey(
      'shots',
      'fk_shots_scenelet_live',
      ['scenelet_ref', 'live'],
      'scenelets (id, live)',
      'on delete cascade',
    ),
    foreignKey(
      'shots',
      'fk_shots_story_episode',
      ['story_id', 'episode_id'],
      'stories (id, episode_id)',
      'on update cascade on delete cascade',
    ),
  ];

  override readonly checks = [
    {
      title: 'every story shot carries its scenelet’s number',
      wrong: `select s.id from stories y cross join lateral number_scenelets(y.id) n join shots s on s.scenelet_ref = n.scenelet
        where exists (select from shots x where x.story_id = y.id) and (s.scenelet_id, s.scenelet_sequence) is distinct from ('scenelet-' || n.number, n.number)`,
    },
  ];
}
