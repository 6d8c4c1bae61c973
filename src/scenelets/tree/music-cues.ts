import { soundPath } from './story-media';
import { isRecord } from './story-tree';

/** A piece of music as an audio design document has it. */
export interface MusicCue {
  name: string;
  /** Where it is played: `scenelet-N` or ids, as they are written. */
  scenelets: readonly unknown[];
  /** Null where the music is not made yet. */
  sound: string | null;
}

/** In characters. Each scenelet of a cue repeats the cue's name, so that a long one would outgrow every bundle. */
export const LONGEST_CUE_NAME = 200;

/** The music of an audio design document, whatever JSON that is; what has no name is left out. */
export function musicCues(document: unknown): MusicCue[] {
  if (!isRecord(document)) return [];
  const inside = isRecord(document.music) ? document.music.cues : undefined;
  const cues = document.music_cues ?? document.background_music_cues ?? inside;
  return (Array.isArray(cues) ? cues.filter(isRecord) : []).flatMap((cue) => {
    const name = textOf(cue, ['cue_name', 'cueName', 'name']);
    if (name === null) return [];
    return [
      {
        name: clipped(name, LONGEST_CUE_NAME),
        scenelets: listOf(cue, ['scenelet_ids', 'associated_scenelet_ids', 'sceneletIds']),
        sound: soundPath(textOf(cue, ['audio_file_path', 'audio_path', 'audioPath'])),
      },
    ];
  });
}

/** The first characters of a text; no character is cut in two. */
export function clipped(text: string, most: number): string {
  return Array.from(text.slice(0, 2 * most))
    .slice(0, most)
    .join('');
}

function textOf(record: Record<string, unknown>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = record[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

function listOf(record: Record<string, unknown>, keys: readonly string[]): unknown[] {
  for (const key of keys) if (Array.isArray(record[key])) return record[key];
  return [];
}
