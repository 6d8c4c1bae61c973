import type { MigrationInterface, QueryRunner } from 'typeorm';
import { refuseWhen } from '../src/migrator/refusal';

/** Names are compared trimmed, NFC-normalised and without regard to case, whatever the server's locale (decision 6). */
const nameKey = (column: string) => `lower(normalize(btrim(${column}), NFC) collate "und-x-icu")`;

/**
 * Requirement 000: a shot belongs to the project of its episode, and its name is unique among the project's live shots.
 *
 * The composite keys make disagreement impossible: `(episode_id, project_id)` ties the two roots together, `(…, live)`
 * lets a foreign key see that a parent is deleted, which `deleted_at` alone does not.
 */
export class ShotsBelongToProjects1700000002000 implements MigrationInterface {
  name = 'ShotsBelongToProjects1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await refuseWhen(
      runner,
      'episodes belong to no project',
      `select e.id::text as example from episodes e where not exists (select from projects p where p.id = e.project_id)`,
    );
    await refuseWhen(
      runner,
      'names of live episodes occur twice in a project',
      `select string_agg(id::text, ', ' order by id) as example from episodes where deleted_at is null
        group by project_id, ${nameKey('name')} having count(*) > 1`,
    );
    await refuseWhen(
      runner,
      'names of live shots occur twice in a project',
      `select string_agg(s.id::text, ', ' order by s.id) as example from shots s join episodes e on e.id = s.episode_id
        where s.deleted_at is null and s.name is not null group by e.project_id, ${nameKey('s.name')} having count(*) > 1`,
    );
    await refuseWhen(
      runner,
      'live shots stand in a deleted episode',
      `select s.id::text as example from shots s join episodes e on e.id = s.episode_id where s.deleted_at is null and e.deleted_at is not null`,
    );
    await refuseWhen(
      runner,
      'live episodes stand in a deleted project',
      `select e.id::text as example from episodes e join projects p on p.id = e.project_id where e.deleted_at is null and p.deleted_at is not null`,
    );
    await refuseWhen(
      runner,
      'names of shots or episodes are blank',
      `select id::text as example from shots where length(btrim(name)) = 0 union all select id::text from episodes where length(btrim(name)) = 0`,
    );
    await refuseWhen(
      runner,
      'shots end before they begin',
      `select id::text as example from shots where frame_end < frame_start`,
    );
    await refuseWhen(
      runner,
      'shots have a data field that is no object',
      `select id::text as example from shots where jsonb_typeof(data) <> 'object'`,
    );

    await runner.query(`
      alter table projects add constraint uq_projects_live unique (id, live);

      alter table episodes
        alter column project_id set not null,
        add constraint fk_episodes_project_id foreign key (project_id) references projects (id),
        add constraint fk_episodes_project_live foreign key (project_id, live) references projects (id, live),
        add constraint uq_episodes_project unique (id, project_id),
        add constraint uq_episodes_live unique (id, live),
        add constraint ck_episodes_name check (length(btrim(name)) > 0);
      create unique index idx_episodes_project_name_unique on episodes (project_id, ${nameKey('name')}) where deleted_at is null;
      create index idx_episodes_project_position on episodes (project_id, position, id) where deleted_at is null;

      alter table shots add column project_id uuid;
      update shots s set project_id = e.project_id, name = coalesce(s.name, 'story_shot_' || s.id)
        from episodes e where e.id = s.episode_id;
      alter table shots
        alter column project_id set not null,
        alter column name set not null,
        add constraint fk_shots_project_id foreign key (project_id) references projects (id),
        add constraint fk_shots_episode_project foreign key (episode_id, project_id) references episodes (id, project_id),
        add constraint fk_shots_episode_live foreign key (episode_id, live) references episodes (id, live),
        add constraint ck_shots_name check (length(btrim(name)) > 0),
        add constraint ck_shots_frames check (frame_end >= frame_start),
        add constraint ck_shots_data check (jsonb_typeof(data) = 'object');
      create index idx_shots_project_id on shots (project_id, created_at, id);
      create unique index idx_shots_project_name_unique on shots (project_id, ${nameKey('name')}) where deleted_at is null
    `);

    // Statements of older clients name neither project_id nor, for story shots, a name; these triggers fill in what follows from the rest.
    await runner.query(`
      create function fill_shot_project() returns trigger language plpgsql as $$
      begin
        select project_id into new.project_id from episodes where id = new.episode_id;
        new.name := coalesce(new.name, 'story_shot_' || new.id);
        return new;
      end $$;
      create trigger fill_shot_project_on_insert before insert on shots
        for each row when (new.project_id is null or new.name is null) execute function fill_shot_project();
      create trigger fill_shot_project_on_move before update of episode_id on shots
        for each row when (new.episode_id <> old.episode_id and new.project_id = old.project_id) execute function fill_shot_project()
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger fill_shot_project_on_move on shots;
      drop trigger fill_shot_project_on_insert on shots;
      drop function fill_shot_project();
      drop index idx_shots_project_id, idx_shots_project_name_unique, idx_episodes_project_name_unique, idx_episodes_project_position;
      alter table shots
        drop constraint fk_shots_episode_live, drop constraint fk_shots_episode_project, drop constraint fk_shots_project_id,
        drop constraint ck_shots_name, drop constraint ck_shots_frames, drop constraint ck_shots_data,
        drop column project_id, alter column name drop not null;
      update shots set name = null where name = 'story_shot_' || id;
      alter table episodes
        drop constraint fk_episodes_project_live, drop constraint fk_episodes_project_id,
        drop constraint uq_episodes_project, drop constraint uq_episodes_live, drop constraint ck_episodes_name,
        alter column project_id drop not null;
      alter table projects drop constraint uq_projects_live
    `);
  }
}
