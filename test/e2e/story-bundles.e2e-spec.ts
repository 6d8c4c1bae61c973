import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ReadStream } from 'node:fs';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fromBuffer, type ZipFile } from 'yauzl';
import { Database } from '../../src/database/database.service';
import { FileStore } from '../../src/files/file-store';
import type { StoryBundle } from '../../src/scenelets/bundle/bundle.dto';
import { startApp, type TestApp } from '../support/app';
import { type GateStory, putMedia, tellGateStory } from '../support/gate-story';
import { TestStory } from '../support/story';

let t: TestApp;
let story: TestStory;
let at: GateStory;

beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());
afterEach(() => {
  jest.restoreAllMocks();
});

beforeEach(async () => {
  story = await TestStory.create(t);
  at = await tellGateStory(story);
  for (const id of Object.values(at)) putMedia(t, `${id}/1.png`);
});

const get = (path: string) => t.request('GET', `/stories/${story.id}/${path}`);
const patch = (name: keyof GateStory, body: unknown) => t.request('PATCH', `/scenelets/${at[name]}`, { body });
const media = (name: keyof GateStory, image: string | null, audio: string | null = null) =>
  t.sql('update shots set key_frame_image_path = $2, audio_file_path = $3 where scenelet_ref = $1', [
    at[name],
    image,
    audio,
  ]);
const zipped = (method = 'GET', signal?: AbortSignal) =>
  fetch(`${t.url}/stories/${story.id}/bundle.zip`, {
    method,
    headers: { authorization: `Bearer ${t.admin}` },
    ...(signal && { signal }),
  });
const unpacked = async () => unzipped(Buffer.from(await (await zipped()).arrayBuffer()));
const music = (...music_cues: object[]) =>
  t.request('PATCH', `/stories/${story.id}`, { body: { audio_design_document: { music_cues } } });

/** Plays story.json by itself: every way from the root until it ends. */
const endings = (bundle: StoryBundle): string[][] => {
  const byId = new Map(bundle.scenelets.map((one) => [one.id, one]));
  const play = (id: string, way: string[]): string[][] => {
    const next = byId.get(id)!.next;
    const here = [...way, id];
    if (next.type === 'linear') return play(next.sceneletId, here);
    if (next.type === 'branch') return next.choices.flatMap(({ sceneletId }) => play(sceneletId, here));
    return [[...here, next.type]];
  };
  return play(bundle.rootSceneletId, []);
};

describe('the bundle', () => {
  it('can be played from the root to every ending, in the order of the tree', async () => {
    const { status, body } = await get('bundle');
    expect(status).toBe(200);
    expect(body.metadata).toMatchObject({ storyId: story.id, title: 'A story' });
    expect(endings(body)).toEqual([
      [at.root, at.left, at.cave, 'terminal'],
      [at.root, at.right, at.boat, 'terminal'],
      [at.root, at.right, at.end, 'terminal'],
    ]);
    expect(body.scenelets[0]).toEqual({
      id: at.root,
      description: 'At the gate',
      shots: [{ shotIndex: 1, imagePath: `assets/shots/${at.root}/1_key_frame.png`, audioPath: null }],
      next: {
        type: 'branch',
        choicePrompt: 'Which way?',
        choices: [
          { sceneletId: at.left, label: 'Go left' },
          { sceneletId: at.right, label: 'Go right' },
        ],
      },
      branchAudioPath: null,
    });
  });

  it('leaves out what has neither picture nor sound, and says how it goes on then', async () => {
    await media('left', null, 'n/a');
    expect((await get('bundle')).body.scenelets[0].next).toEqual({ type: 'linear', sceneletId: at.right });
    await media('boat', null, 'n/a');
    await media('end', null, 'n/a');
    expect((await get('bundle')).body.scenelets.at(-1)).toMatchObject({ id: at.right, next: { type: 'incomplete' } });
    await media('root', null, 'n/a');
    expect((await get('bundle')).body.code).toBe('media_missing');
  });

  it.each(['gone.png', '../secret', '/etc/passwd'])(
    'is refused, alone and as a zip, where the root has only %s to play',
    async (path) => {
      await media('root', path);
      for (const form of ['bundle', 'bundle.zip']) {
        const { status, body } = await get(form);
        expect([form, status, body.code]).toEqual([form, 409, 'media_missing']);
        expect(body.detail).toContain(path);
      }
    },
  );

  it('leaves out shots and scenelets whose files are gone, and says so', async () => {
    await story.addShots(await story.add(at.cave, { content: {} }), 1);
    await media('left', 'gone.png', 'gone.wav');
    await media('boat', 'https://example.org/boat.png', 'gone.wav');
    await t.request('POST', `/scenelets/${at.root}/shots`, {
      body: { shots: [{ shot_index: 2, storyboard_payload: {}, key_frame_image_path: 'gone.png' }], append: true },
    });
    const { body } = await get('bundle');
    expect(endings(body)).toEqual([
      [at.root, at.right, at.boat, 'terminal'],
      [at.root, at.right, at.end, 'terminal'],
    ]);
    expect(body.scenelets.map(({ shots }: any) => shots)).toEqual([
      [{ shotIndex: 1, imagePath: `assets/shots/${at.root}/1_key_frame.png`, audioPath: null }],
      [{ shotIndex: 1, imagePath: `assets/shots/${at.right}/1_key_frame.png`, audioPath: null }],
      [{ shotIndex: 1, imagePath: 'https://example.org/boat.png', audioPath: null }],
      [{ shotIndex: 1, imagePath: `assets/shots/${at.end}/1_key_frame.png`, audioPath: null }],
    ]);
    const entries = await unpacked();
    const { metadata, ...rest } = JSON.parse(entries.get('story.json')!.toString());
    expect(metadata.storyId).toBe(story.id);
    expect({ ...body, metadata: null }).toEqual({ ...rest, metadata: null });
    const warnings = entries.get('warnings.txt')!.toString();
    for (const text of ['scenelet-1 lacks media: shot 2 (gone.png', 'scenelet-2 lacks media', 'gone.wav'])
      expect(warnings).toContain(text);
  });

  it('is refused where a player could not go on', async () => {
    await patch('cave', { is_terminal_node: false });
    const { status, body } = await get('bundle');
    expect([status, body.code]).toEqual([409, 'dead_end']);
  });

  it('has the music of the story’s audio design', async () => {
    const cue = (cue_name: string, scenelet_ids: unknown[]) => ({ cue_name, scenelet_ids });
    const strange = { toString: 1, valueOf: 1 };
    await music(cue('Calm', ['scenelet-1', at.left]), cue('Storm', ['scenelet-1', at.cave, 'scenelet-99', strange]));
    const { body } = await get('bundle');
    expect(body.music.sceneletCueMap).toEqual({ [at.root]: 'Calm', [at.left]: 'Calm', [at.cave]: 'Storm' });
    expect(body.music.cues.map(({ cueName, sceneletIds }: any) => [cueName, sceneletIds])).toEqual([
      ['Calm', [at.root, at.left]],
      ['Storm', [at.cave]],
    ]);
    expect((await unpacked()).get('warnings.txt')!.toString()).toMatch(/"Storm" names scenelet-99/);
  });

  it('says which sounds of choices and of music it lacks', async () => {
    putMedia(t, 'calm.m4a');
    await music({ cue_name: 'Calm', audio_path: 'calm.m4a' }, { cue_name: 'Storm', audio_path: 'storm.m4a' });
    await patch('root', { branch_audio_file_path: 'gate.wav' });
    const entries = await unpacked();
    expect(entries.get('assets/music/Calm.m4a')!.toString()).toBe('calm.m4a');
    const bundle = JSON.parse(entries.get('story.json')!.toString());
    expect(bundle.music.cues.map(({ audioPath }: any) => audioPath)).toEqual(['assets/music/Calm.m4a', null]);
    expect(bundle.scenelets[0].branchAudioPath).toBeNull();
    const warnings = entries.get('warnings.txt')!.toString();
    expect(warnings).toMatch(/storm\.m4a is not in the file store/);
    expect(warnings).toMatch(/gate\.wav is not in the file store/);
  });

  it('is of one moment, whatever is changed while it is read', async () => {
    const database = t.app.get(Database);
    const read = database.read.bind(database);
    jest.spyOn(database, 'read').mockImplementation(async (name, sql, values) => {
      const rows = await read<any>(name, sql, values);
      if (name === 'stories.tree') {
        await media('cave', null);
        await t.sql(`update stories set audio_design_document = '{"music_cues":[{"cue_name":"Late"}]}' where id = $1`, [
          story.id,
        ]);
      }
      return rows;
    });
    const { body } = await get('bundle');
    expect(body.scenelets.map(({ id }: any) => id)).toContain(at.cave);
    expect(body.music.cues).toEqual([]);
    jest.restoreAllMocks();
    const later = (await get('bundle')).body;
    expect(later.scenelets.map(({ id }: any) => id)).not.toContain(at.cave);
    expect(later.music.cues).toHaveLength(1);
  });
});

describe('the zip', () => {
  it('has the media that are in the file store, and names no others', async () => {
    const picture = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
    putMedia(t, `${at.root}/1.png`, picture);
    symlinkSync('/etc/hostname', join(t.dataDir, 'files', 'stolen.png'));
    await media('left', '../../etc/hostname');
    await media('right', 'stolen.png', 'https://example.org/right.wav');
    const response = await zipped();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''A%20story.zip`);
    const entries = await unzipped(Buffer.from(await response.arrayBuffer()));
    const pictures = [at.root, at.boat, at.end].map((id) => `assets/shots/${id}/1_key_frame.png`);
    expect([...entries.keys()]).toEqual(['story.json', 'warnings.txt', ...pictures]);
    const bundle = JSON.parse(entries.get('story.json')!.toString());
    const shots = bundle.scenelets.flatMap((scenelet: any) => scenelet.shots);
    expect(shots.map(({ imagePath }: any) => imagePath).filter(Boolean)).toEqual(pictures);
    expect(shots.map(({ audioPath }: any) => audioPath).filter(Boolean)).toEqual(['https://example.org/right.wav']);
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(hash(entries.get(pictures[0]!)!)).toBe(hash(picture));
    expect(endings(bundle)).toHaveLength(2);
  });

  it('lets its files go when the client does', async () => {
    putMedia(t, `${at.root}/1.png`);
    // Sparse: more than connections and streams hold between them.
    truncateSync(join(t.dataDir, 'files', at.root, '1.png'), 1_000_000_000);
    const store = t.app.get(FileStore);
    const open = store.open.bind(store);
    const opened: ReadStream[] = [];
    jest.spyOn(store, 'open').mockImplementation(async (path) => {
      const file = await open(path);
      if (file) opened.push(file);
      return file;
    });
    const leaving = new AbortController();
    const response = await zipped('GET', leaving.signal);
    await response.body!.getReader().read();
    while (opened.length === 0) await new Promise((next) => setTimeout(next, 5));
    const [file] = opened;
    const closed = once(file!, 'close');
    leaving.abort();
    await closed;
    expect([opened.length, file!.closed]).toEqual([1, true]);
  });

  it('opens no file for HEAD', async () => {
    const open = jest.spyOn(t.app.get(FileStore), 'open');
    const response = await zipped('HEAD');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(response.headers.get('content-disposition')).toContain('A%20story.zip');
    expect(response.headers.get('content-length')).toBeNull();
    expect(open).not.toHaveBeenCalled();
  });
});

function unzipped(bytes: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip?: ZipFile) => {
      if (error || !zip) {
        reject(error ?? new Error('no zip'));
        return;
      }
      const entries = new Map<string, Buffer>();
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, (broken, stream) => {
          if (broken) {
            reject(broken);
            return;
          }
          const pieces: Buffer[] = [];
          stream.on('data', (piece: Buffer) => pieces.push(piece));
          stream.on('end', () => {
            entries.set(entry.fileName, Buffer.concat(pieces));
            zip.readEntry();
          });
        });
      });
      zip.on('end', () => {
        resolve(entries);
      });
      zip.on('error', reject);
      zip.readEntry();
    });
  });
}
