import type { Shot, ShotCreate } from '../src';

/** Compiled, never run: `Shot` and `ShotCreate` are what requirement 000 says they are. */
type Equal<A, B> = [A, B] extends [B, A] ? true : false;

export const asRequired: true[] = [
  true satisfies Equal<Shot['id'], string>,
  true satisfies Equal<Shot['project_id'], string>,
  true satisfies Equal<Shot['episode_id'], string>,
  true satisfies Equal<Shot['name'], string>,
  true satisfies Equal<Shot['project_name'], string>,
  true satisfies Equal<Shot['frame_start'], number | null>,
  true satisfies Equal<ShotCreate['name'], string>,
  true satisfies Equal<ShotCreate['project_id'], string | undefined>,
];

export const withoutProject: ShotCreate = { name: 'ZZ100_501', episode_id: '01a1fc8c-f007-76c8-9179-9b31a5f0d416' };
export const withProject: ShotCreate = { ...withoutProject, project_id: '01a1fc8c-f007-76c8-9179-9b31a5f0d417' };

// @ts-expect-error a shot needs a name
export const nameless: ShotCreate = { episode_id: '01a1fc8c-f007-76c8-9179-9b31a5f0d416' };
// @ts-expect-error a shot needs an episode
export const homeless: ShotCreate = { name: 'ZZ100_501' };
// @ts-expect-error frames are numbers
export const framed: ShotCreate = { ...withoutProject, frame_start: '1001' };
// @ts-expect-error there is no such field
export const strange: ShotCreate = { ...withoutProject, colour: 'red' };
