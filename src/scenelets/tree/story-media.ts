import type { TreeScenelet, TreeShot } from './story-tree';

/** Can a player get at the medium of this path? So it is for what the file store has, and for every address on the net. */
export type IsThere = (path: string) => boolean;

/** Addresses on the net stay as they are; whether something is there, only a player will know. */
export function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** The path of a shot's picture; null where it has none. */
export function imageOf({ key_frame_image_path: path }: TreeShot): string | null {
  return path?.trim() || null;
}

/** The path of a shot's sound. */
export function soundOf({ audio_file_path: path }: TreeShot): string | null {
  return soundPath(path);
}

/** The path of what sounds while a scenelet's choice is open. */
export function branchSoundOf({ branch_audio_file_path: path }: TreeScenelet): string | null {
  return soundPath(path);
}

/** A sound's path, trimmed; null where there is none: the placeholder "N/A" is none (requirement 002). */
export function soundPath(path: string | null): string | null {
  const trimmed = path?.trim() ?? '';
  return trimmed === '' || trimmed.toUpperCase() === 'N/A' ? null : trimmed;
}

/** The paths of a shot's media: picture, sound, film. */
export function mediaOf(shot: TreeShot): string[] {
  return [imageOf(shot), soundOf(shot), shot.video_file_path?.trim()].filter((path): path is string => Boolean(path));
}

/** Does a player see or hear it? */
export function isPlayable(shot: TreeShot, isThere: IsThere): boolean {
  return [imageOf(shot), soundOf(shot)].some((path) => path !== null && isThere(path));
}
