import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestApp } from './app';
import type { TestStory } from './story';

/** The scenelets of {@link tellGateStory} by name. */
export type GateStory = Record<'root' | 'left' | 'right' | 'cave' | 'end' | 'boat', string>;

const scene = (description: string) => ({
  content: { description, dialogue: [{ character: 'Mara', line: `“${description}”` }], shot_suggestions: ['wide'] },
});

/** Fills a story: root ─ left (cave (ends)), right ─ boat, end; each with a shot whose picture is in no file store. */
export async function tellGateStory(story: TestStory): Promise<GateStory> {
  const root = await story.add(null, { ...scene('At the gate'), is_branch_point: true, choice_prompt: 'Which way?' });
  const left = await story.add(root, { ...scene('Left'), choice_label_from_parent: 'Go left' });
  const right = await story.add(root, {
    ...scene('Right'),
    choice_label_from_parent: 'Go right',
    is_branch_point: true,
    choice_prompt: 'And now?',
  });
  const cave = await story.add(left, { ...scene('The cave'), is_terminal_node: true });
  const boat = await story.add(right, {
    ...scene('The boat'),
    choice_label_from_parent: 'Take the boat',
    is_terminal_node: true,
  });
  const end = await story.add(right, { ...scene('The end'), choice_label_from_parent: 'Wait', is_terminal_node: true });
  const at = { root, left, right, cave, end, boat };
  for (const id of Object.values(at)) await story.addShots(id, 1);
  return at;
}

/** Puts a file into the store of an app. */
export function putMedia({ dataDir }: TestApp, path: string, bytes: string | Buffer = path): void {
  const place = join(dataDir, 'files', path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, bytes);
}
