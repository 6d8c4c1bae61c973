import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { Database } from '../../database/database.service';
import { invalidField, ProblemError, unknownReference } from '../../http/problem';
import { COUNT_CHILDREN, PLACE_SCENELET } from './scenelets.queries';
import { type SceneletRow, StoryRows } from '../stories/story-rows';

/**
 * The places of scenelets among their siblings: from 1 without gaps, as far as anybody can read. Every method expects the
 * story to be locked. Shots get their new numbers from the database, in the same transaction.
 */
@Injectable()
export class SceneletPlaces {
  constructor(
    private readonly database: Database,
    private readonly rows: StoryRows,
  ) {}

  /** The parent that a scenelet shall hang from. @throws ProblemError 400 unknown, or of another story */
  async parent(storyId: string, parentId: string | null, caller: Caller): Promise<SceneletRow | undefined> {
    if (parentId === null) return undefined;
    const parent = await this.rows.findScenelet(parentId, caller);
    if (!parent) throw unknownReference('/parent_id', 'scenelet', parentId, 'fk_scenelets_parent_live');
    if (parent.story_id !== storyId)
      throw new ProblemError(
        'unknown_reference',
        'The parent is a scenelet of another story. Copy it there instead, if that is of the same project.',
        [
          {
            pointer: '/parent_id',
            detail: `is of the story ${parent.story_id}, not of ${storyId}`,
            constraint: 'fk_scenelets_parent_story',
          },
        ],
      );
    return parent;
  }

  /**
   * Shifts siblings for a new one.
   *
   * @param wanted the place it shall have; undefined: after the last
   * @returns the place that is free now
   * @throws ProblemError 400 for a place beyond the one after the last
   */
  async makeRoom(
    storyId: string,
    parentId: string | null,
    wanted: number | undefined,
    caller: Caller,
  ): Promise<number> {
    if (parentId === null) return placeOfRoot(wanted);
    const siblings = await this.countChildren(storyId, parentId, null);
    const position = placeAmong(siblings, wanted);
    if (position <= siblings) await this.place(null, storyId, parentId, position, caller);
    return position;
  }

  /** Puts a scenelet under a parent; all siblings of the old and the new place close up. @returns its place */
  async move(
    { id, story_id }: SceneletRow,
    parentId: string | null,
    wanted: number | undefined,
    caller: Caller,
  ): Promise<number> {
    if (parentId === id)
      throw invalidField('/parent_id', 'A scenelet cannot hang from itself.', 'ck_scenelets_no_cycle');
    const position =
      parentId === null ? placeOfRoot(wanted) : placeAmong(await this.countChildren(story_id, parentId, id), wanted);
    await this.place(id, story_id, parentId, position, caller);
    return position;
  }

  /** After a scenelet has gone. */
  async closeGap({ story_id, parent_id, position }: SceneletRow): Promise<void> {
    if (parent_id === null) return;
    await this.database.write(
      'scenelets.close_gap',
      `update scenelets set position = position - 1, version = version + 1
        where story_id = $1 and parent_id = $2 and deleted_at is null and position > $3`,
      [story_id, parent_id, position],
    );
  }

  /**
   * Brings a deleted scenelet back to the place that it had; when that is beyond the last by now, after the last.
   *
   * @param bringBack brings the row back as it is
   */
  async comeBack(id: string, caller: Caller, bringBack: () => Promise<void>): Promise<void> {
    const [gone] = await this.database.write<Pick<SceneletRow, 'story_id' | 'parent_id' | 'position'>>(
      'scenelets.find_deleted',
      `select s.story_id, s.parent_id, s.position from scenelets s join deletions d on d.id = s.deletion_id and d.root_id = s.id
        where s.id = $1`,
      [id],
    );
    if (!gone || gone.parent_id === null) {
      await bringBack();
      return;
    }
    const { story_id, parent_id, position } = gone;
    const last = (await this.countChildren(story_id, parent_id, id)) + 1;
    if (position < last) await this.place(null, story_id, parent_id, position, caller);
    await bringBack();
    if (position > last) await this.place(id, story_id, parent_id, last, caller);
  }

  private async countChildren(storyId: string, parentId: string | null, without: string | null): Promise<number> {
    const [row] = await this.database.write<{ count: number }>('scenelets.count_children', COUNT_CHILDREN, [
      storyId,
      parentId,
      without,
    ]);
    return row?.count ?? 0;
  }

  private async place(
    id: string | null,
    storyId: string,
    parentId: string | null,
    position: number,
    caller: Caller,
  ): Promise<void> {
    await this.database.write('scenelets.place', PLACE_SCENELET, [id, storyId, parentId, position, caller.id]);
  }
}

/** The place among so many siblings. @throws ProblemError 400 */
function placeAmong(siblings: number, wanted: number | undefined): number {
  const last = siblings + 1;
  if (wanted === undefined) return last;
  if (wanted <= last) return wanted;
  throw invalidField(
    '/position',
    `The place must be between 1 and ${String(last)}: ${String(siblings)} scenelet(s) hang there already.`,
  );
}

/** A second root is refused by the database. @throws ProblemError 400 */
function placeOfRoot(wanted = 1): number {
  if (wanted === 1) return wanted;
  throw invalidField('/position', 'A root has no siblings: leave position out, or name a parent.');
}
