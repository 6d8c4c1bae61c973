import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileStore } from '../files/file-store';

/** One request to the API, as the administrator. */
export type Call = <T>(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: string | object,
  type?: string,
) => Promise<T>;

const YAML = join(__dirname, '../../../demo/stories/the-lamp-in-the-boat.yaml');
const NAME = 'The lamp in the boat';

interface Entry {
  kind: string;
  id: string;
  uuid: string;
  description: string;
  shot_suggestions: string[];
}

/**
 * A branching story with a shot for each of its suggestions, and a panel of the storyboard as picture of each. What is
 * there already stays as it is.
 *
 * @returns whether anything was missing
 */
export async function tellDemonstrationStory(projectId: string, files: FileStore, call: Call): Promise<boolean> {
  const find = async <T>(path: string): Promise<T[]> => (await call<{ items: T[] }>('GET', path)).items;
  const episodes = await find<{ id: string; name: string }>(`/projects/${projectId}/episodes?limit=500`);
  const stories = [];
  for (const { id } of episodes)
    stories.push(...(await find<{ id: string; display_name: string }>(`/episodes/${id}/stories?limit=500`)));
  const known = stories.find(({ display_name }) => display_name === NAME);
  if (!known && stories.length > 0) return false;
  const story = known ?? (await begin(projectId, episodes, call));
  if ((await find(`/stories/${story.id}/scenelets?limit=1`)).length === 0)
    await call('PUT', `/stories/${story.id}/tree.yaml`, readFileSync(YAML, 'utf8'), 'application/yaml');
  const bare = await find<{ id: string }>(`/stories/${story.id}/scenelets?without_shots=true&limit=500`);
  if (bare.length === 0) return false;
  const { entries } = await call<{ entries: Entry[] }>('GET', `/stories/${story.id}/tree?form=flat`);
  for (const entry of entries.filter(({ kind, uuid }) => kind === 'scenelet' && bare.some(({ id }) => id === uuid)))
    await shoot(entry, files, call);
  return true;
}

async function begin(
  projectId: string,
  episodes: readonly { id: string; name: string }[],
  call: Call,
): Promise<{ id: string }> {
  const episode =
    episodes.find(({ name }) => name === NAME) ??
    (await call<{ id: string }>('POST', `/projects/${projectId}/episodes`, { name: NAME }));
  return call('POST', `/episodes/${episode.id}/stories`, {
    display_name: NAME,
    initial_prompt: 'A girl finds an empty boat with a burning lamp in it.',
    audio_design_document: {
      music_cues: [
        { cue_name: 'Harbour at dusk', scenelet_ids: ['scenelet-1', 'scenelet-27', 'scenelet-34'] },
        { cue_name: 'Fog', scenelet_ids: ['scenelet-2', 'scenelet-3', 'scenelet-4', 'scenelet-19'] },
      ],
    },
  });
}

/** A shot for each suggestion, such as `close: the lamp in the boat`. */
async function shoot({ id, uuid, description, shot_suggestions }: Entry, files: FileStore, call: Call): Promise<void> {
  const shots = [];
  for (const [index, suggestion] of shot_suggestions.entries()) {
    const [framing = '', content = ''] = suggestion.split(/: (.*)/s);
    const picture = `demonstration/the-lamp-in-the-boat/${id}-${String(index + 1)}.svg`;
    await files.put(picture, panel(`${id}, shot ${String(index + 1)}: ${framing}`, content));
    shots.push({
      shot_index: index + 1,
      storyboard_payload: { framingAndAngle: framing, compositionAndContent: content, continuityNotes: description },
      key_frame_image_path: picture,
    });
  }
  await call('POST', `/scenelets/${uuid}/shots`, { shots });
}

/** A panel of a storyboard before anybody has drawn it: what it shall show, in words. */
function panel(title: string, content: string): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" font-family="sans-serif">
<rect width="640" height="360" fill="#f4f1ea"/><rect x="20" y="20" width="600" height="270" fill="none" stroke="#444" stroke-width="3"/>
<text x="320" y="165" font-size="22" text-anchor="middle" fill="#222">${escaped(content)}</text>
<text x="20" y="330" font-size="16" fill="#555">${escaped(title)}</text>
</svg>
`;
}
