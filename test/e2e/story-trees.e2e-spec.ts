import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBuffer, type ZipFile } from 'yauzl';
import { startApp, type TestApp } from '../support/app';
import { TestStory } from '../support/story';

let t: TestApp;
let story: TestStory;
/** Scenelets by name. */
let at: Record<'root' | 'left' | 'right' | 'cave' | 'end' | 'boat', string>;

beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

const scene = (description: string) => ({
  content: { description, dialogue: [{ character: 'Mara', line: `“${description}”` }], shot_suggestions: ['wide'] },
});

/** root ─ left (cave (ends)), right ─ boat, end(s). */
beforeEach(async () => {
  story = await TestStory.create(t);
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
  at = { root, left, right, cave, end, boat };
  for (const id of Object.values(at)) await story.addShots(id, 1);
});

const get = (path: string) => t.request('GET', `/stories/${story.id}/${path}`);

describe('the tree', () => {
  it('comes flat: depth first, each branch point followed by its choices', async () => {
    const { status, body } = await get('tree?form=flat');
    expect(status).toBe(200);
    expect(body).toMatchObject({ story_id: story.id, form: 'flat', scenelet_count: 6 });
    expect(body.entries.map(({ id, role, parent_id }: any) => [id, role, parent_id])).toEqual([
      ['scenelet-1', 'root', null],
      ['branching-point-1', undefined, undefined],
      ['scenelet-2', 'branch', 'scenelet-1'],
      ['scenelet-3', 'terminal', 'scenelet-2'],
      ['scenelet-4', 'branch', 'scenelet-1'],
      ['branching-point-2', undefined, undefined],
      ['scenelet-5', 'terminal', 'scenelet-4'],
      ['scenelet-6', 'terminal', 'scenelet-4'],
    ]);
    expect(body.entries[1]).toEqual({
      kind: 'branching-point',
      id: 'branching-point-1',
      source_scenelet_id: 'scenelet-1',
      choice_prompt: 'Which way?',
      choices: [
        { label: 'Go left', leads_to: 'scenelet-2' },
        { label: 'Go right', leads_to: 'scenelet-4' },
      ],
    });
  });

  it('comes nested', async () => {
    const { body } = await get('tree');
    expect(body.root).toMatchObject({
      id: 'scenelet-1',
      uuid: at.root,
      branching_point: { id: 'branching-point-1', choice_prompt: 'Which way?' },
      children: [
        { id: 'scenelet-2', children: [{ id: 'scenelet-3', children: [] }] },
        { id: 'scenelet-4', children: [{ uuid: at.boat }, { uuid: at.end }] },
      ],
    });
  });

  it('of a long chain comes flat and as YAML; nested it is refused with a code of its own', async () => {
    const other = await TestStory.create(t);
    await t.sql(
      `insert into scenelets (id, story_id, project_id, parent_id, position, is_terminal_node)
        select md5('link' || n)::uuid, $1, $2, case when n = 1 then null else md5('link' || n - 1)::uuid end, 1, n = 100000
          from generate_series(1, 100000) n`,
      [other.id, other.projectId],
    );
    const flat = await t.request('GET', `/stories/${other.id}/tree?form=flat`);
    expect([flat.status, flat.body.scenelet_count, flat.body.entries.at(-1).id]).toEqual([
      200,
      100_000,
      'scenelet-100000',
    ]);
    const nested = await t.request('GET', `/stories/${other.id}/tree`);
    expect([nested.status, nested.body.code]).toEqual([409, 'tree_too_deep']);
    const yaml = await t.request('GET', `/stories/${other.id}/tree.yaml`);
    expect([yaml.status, yaml.body.match(/^- scenelet-/gm).length]).toEqual([200, 100_000]);
    const drawn = await t.request('GET', `/stories/${other.id}/tree.svg`);
    expect([drawn.status, drawn.body.code]).toEqual([409, 'tree_too_large']);
  });

  it('is refused with the codes of lint while it cannot be built', async () => {
    const empty = await TestStory.create(t);
    for (const form of ['tree', 'tree.yaml', 'bundle', 'bundle.zip', 'paths']) {
      const { status, body } = await t.request('GET', `/stories/${empty.id}/${form}`);
      expect([form, status, body.code]).toEqual([form, 409, 'no_root']);
    }
    await t.request('PATCH', `/scenelets/${at.right}`, { body: { choice_prompt: ' ' } });
    await t.request('PATCH', `/scenelets/${at.boat}`, { body: { choice_label_from_parent: null } });
    const { status, body } = await get('tree');
    expect([status, body.code]).toEqual([409, 'branch_without_prompt']);
    expect(body.errors.map(({ code, pointer }: any) => [code, pointer])).toEqual([
      ['branch_without_prompt', `/scenelets/${at.right}`],
      ['choice_without_label', `/scenelets/${at.boat}`],
    ]);
    for (const form of ['tree.mmd', 'tree.svg', 'lint', 'paths'])
      expect([form, (await get(form)).status]).toEqual([form, 200]);
  });
});

describe('YAML', () => {
  const put = (id: string, body: string, type = 'application/yaml') =>
    t.request('PUT', `/stories/${id}/tree.yaml`, { body, headers: { 'content-type': type } });

  it('goes out and into an empty story, which is the same then', async () => {
    const yaml = await get('tree.yaml');
    expect(yaml.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    const other = await TestStory.create(t);
    const { status, body } = await put(other.id, yaml.body);
    expect([status, body]).toEqual([200, { story_id: other.id, scenelet_count: 6 }]);
    expect((await t.request('GET', `/stories/${other.id}/tree.yaml`)).body).toBe(yaml.body);
    expect(await other.faults()).toEqual([]);
    const again = await put(other.id, yaml.body);
    expect([again.status, again.body.code]).toEqual([409, 'state_conflict']);
  });

  it('that is no story changes nothing, and every fault is named', async () => {
    const other = await TestStory.create(t);
    const { status, body } = await put(other.id, '- scenelet-1: {mood: dark}\n- scenelet-3: {role: hero}\n');
    expect([status, body.code]).toEqual([400, 'invalid_input']);
    expect(body.errors.map(({ detail }: any) => detail)).toEqual([
      expect.stringMatching(/^line 1: .*mood/),
      expect.stringMatching(/^line 2: stands where scenelet-2/),
      expect.stringMatching(/^line 2: must be root/),
    ]);
    for (const bad of [
      '',
      'text',
      '\0',
      '- scenelet-1: {description: "\\0"}',
      '- scenelet-1: {description: "\\uD800"}',
    ])
      expect((await put(other.id, bad)).status).toBe(400);
    expect((await put(other.id, '{}', 'application/json')).status).toBe(415);
    expect(await other.scenelets()).toEqual([]);
  });

  it.each<[string, string, string, string, unknown]>([
    [
      'label of 1,001 characters',
      `- scenelet-1:\n- branching-point-1:\n    choice_prompt: x\n    choices:\n      - label: ${'x'.repeat(1001)}\n        leads_to: scenelet-2\n- scenelet-2:\n`,
      '/branching-point-1/choices/0/label',
      'line 5: must have at most 1000 characters',
      { choice_label_from_parent: 'x'.repeat(1001) },
    ],
    [
      'prompt of 10,001 characters',
      `- scenelet-1:\n- branching-point-1:\n    choices: []\n    choice_prompt: ${'x'.repeat(10_001)}\n`,
      '/branching-point-1/choice_prompt',
      'line 4: must have at most 10000 characters',
      { choice_prompt: 'x'.repeat(10_001) },
    ],
    [
      'NUL',
      '- scenelet-1:\n    description: "\\u0000"\n',
      '/scenelet-1/description',
      'line 2: contains a NUL or an unpaired surrogate',
      { content: { description: '\0' } },
    ],
    [
      'half of a surrogate pair',
      '- scenelet-1:\n    shot_suggestions:\n      - "\\uD800"\n',
      '/scenelet-1/shot_suggestions/0',
      'line 3: contains a NUL or an unpaired surrogate',
      { content: { shot_suggestions: ['\ud800'] } },
    ],
  ])('with a %s is refused with its line, as POST refuses it', async (_what, text, pointer, detail, posted) => {
    const other = await TestStory.create(t);
    const { status, body } = await put(other.id, text);
    expect([status, body.code, body.errors]).toEqual([400, 'invalid_input', [{ pointer, detail }]]);
    const same = { content: {}, ...(posted as object) };
    expect((await t.request('POST', `/stories/${other.id}/scenelets`, { body: same })).status).toBe(400);
    expect(await other.scenelets()).toEqual([]);
  });

  it('of over 2,000,000 characters goes in with --- before it', async () => {
    const other = await TestStory.create(t);
    const items = [1, 2, 3].map((number) => `- scenelet-${String(number)}: {description: ${'x'.repeat(900_000)}}\n`);
    const { status, body } = await put(other.id, `---\n${items.join('')}...\n`);
    expect([status, body.scenelet_count]).toEqual([200, 3]);
  });
});

describe('lint', () => {
  const codes = async () =>
    (await get('lint')).body.findings.map(({ code, scenelet }: any) => `${code} ${String(scenelet?.display_id)}`);

  it('finds in a whole story only what the file store lacks', async () => {
    const { body } = await get('lint');
    expect([body.errors, body.warnings]).toEqual([0, 6]);
    expect(new Set(body.findings.map(({ code }: any) => code))).toEqual(new Set(['media_missing']));
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a branch point that asks nothing',
      () => patch('root', { choice_prompt: null }),
      'branch_without_prompt scenelet-1',
    ],
    [
      'a branch point with one choice',
      () => t.request('DELETE', `/scenelets/${at.left}`),
      'branch_with_fewer_than_two_children scenelet-1',
    ],
    [
      'a choice without words',
      () => patch('left', { choice_label_from_parent: '  ' }),
      'choice_without_label scenelet-2',
    ],
    ['two choices alike', () => patch('left', { choice_label_from_parent: 'GO RIGHT' }), 'duplicate_labels scenelet-4'],
    ['an ending that goes on', () => patch('left', { is_terminal_node: true }), 'terminal_with_children scenelet-2'],
    [
      'two ways without a choice',
      () => patch('root', { is_branch_point: false }),
      'several_children_without_branch_point scenelet-1',
    ],
    ['a dead end', () => patch('cave', { is_terminal_node: false }), 'dead_end scenelet-3'],
    ['a scenelet without shots', () => story.add(at.cave), 'shots_missing scenelet-4'],
  ])('finds %s', async (_what, spoil, expected) => {
    await spoil();
    expect(await codes()).toContain(expected);
  });

  const patch = (name: keyof typeof at, body: unknown) => t.request('PATCH', `/scenelets/${at[name]}`, { body });
});

it('the ways through a story are counted and listed', async () => {
  const { body } = await get('paths?limit=2');
  expect(body).toMatchObject({ count: 3, shortest: 3, longest: 3, hopeless: [], beyond_endings: [] });
  expect(body.routes).toEqual([
    {
      ending: { id: at.cave, display_id: 'scenelet-3' },
      length: 3,
      scenelets: ['scenelet-1', 'scenelet-2', 'scenelet-3'],
      choices: ['Go left'],
    },
    {
      ending: { id: at.boat, display_id: 'scenelet-5' },
      length: 3,
      scenelets: ['scenelet-1', 'scenelet-4', 'scenelet-5'],
      choices: ['Go right', 'Take the boat'],
    },
  ]);
  await t.request('PATCH', `/scenelets/${at.right}`, { body: { is_terminal_node: true } });
  await t.request('PATCH', `/scenelets/${at.cave}`, { body: { is_terminal_node: false } });
  const less = (await get('paths')).body;
  expect(less).toMatchObject({ count: 1, shortest: 2, longest: 2 });
  expect(less.hopeless.map(({ id }: any) => id)).toEqual([at.left, at.cave]);
  expect(less.beyond_endings.map(({ id }: any) => id)).toEqual([at.boat, at.end]);
});

describe('pictures', () => {
  it('show every scenelet, as SVG and as Mermaid', async () => {
    const svg = await get('tree.svg');
    expect([svg.status, svg.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    for (const id of Object.values(at)) expect(svg.body).toContain(id);
    const mermaid = await get('tree.mmd');
    expect([mermaid.status, mermaid.headers.get('content-type')]).toEqual([200, 'text/vnd.mermaid; charset=utf-8']);
    expect(mermaid.body).toMatch(/^flowchart TD/);
  });
});

describe('the bundle', () => {
  /** Plays story.json by itself: every way from the root until it ends. */
  const endings = (bundle: any): string[][] => {
    const byId = new Map<string, any>(bundle.scenelets.map((one: any) => [one.id, one]));
    const play = (id: string, way: string[]): string[][] => {
      const { next } = byId.get(id);
      const here = [...way, id];
      if (next.type === 'linear') return play(next.sceneletId, here);
      if (next.type === 'branch') return next.choices.flatMap((choice: any) => play(choice.sceneletId, here));
      return [[...here, next.type]];
    };
    return play(bundle.rootSceneletId, []);
  };

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

  const silence = (id: string) =>
    t.sql(`update shots set key_frame_image_path = null, audio_file_path = 'n/a' where scenelet_ref = $1`, [id]);

  it('leaves out what has neither picture nor sound, and says how it goes on then', async () => {
    await silence(at.left);
    expect((await get('bundle')).body.scenelets[0].next).toEqual({ type: 'linear', sceneletId: at.right });
    await silence(at.boat);
    await silence(at.end);
    expect((await get('bundle')).body.scenelets.at(-1)).toMatchObject({ id: at.right, next: { type: 'incomplete' } });
    await silence(at.root);
    expect((await get('bundle')).body.code).toBe('media_missing');
  });

  it('is refused where a player could not go on', async () => {
    await t.request('PATCH', `/scenelets/${at.cave}`, { body: { is_terminal_node: false } });
    const { status, body } = await get('bundle');
    expect([status, body.code]).toEqual([409, 'dead_end']);
  });

  it('has the music of the story’s audio design', async () => {
    const cue = (cue_name: string, scenelet_ids: string[]) => ({ cue_name, scenelet_ids });
    await t.request('PATCH', `/stories/${story.id}`, {
      body: {
        audio_design_document: {
          music_cues: [cue('Calm', ['scenelet-1', at.left]), cue('Storm', ['scenelet-1', at.cave, 'scenelet-99'])],
        },
      },
    });
    const { music } = (await get('bundle')).body;
    expect(music.sceneletCueMap).toEqual({ [at.root]: 'Calm', [at.left]: 'Calm', [at.cave]: 'Storm' });
    expect(music.cues.map(({ cueName, sceneletIds }: any) => [cueName, sceneletIds])).toEqual([
      ['Calm', [at.root, at.left]],
      ['Storm', [at.cave]],
    ]);
  });

  it('comes as a zip with the media that are in the file store, and names no others', async () => {
    const files = join(t.dataDir, 'files');
    mkdirSync(join(files, at.root), { recursive: true });
    const picture = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
    writeFileSync(join(files, at.root, '1.png'), picture);
    symlinkSync('/etc/hostname', join(files, 'stolen.png'));
    await t.sql(`update shots set key_frame_image_path = $2 where scenelet_ref = $1`, [at.left, '../../etc/hostname']);
    await t.sql(`update shots set key_frame_image_path = $2 where scenelet_ref = $1`, [at.right, 'stolen.png']);
    const response = await fetch(`${t.url}/stories/${story.id}/bundle.zip`, {
      headers: { authorization: `Bearer ${t.admin}` },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''A%20story.zip`);
    const entries = await unzipped(Buffer.from(await response.arrayBuffer()));
    expect([...entries.keys()]).toEqual(['story.json', `assets/shots/${at.root}/1_key_frame.png`]);
    const bundle = JSON.parse(entries.get('story.json')!.toString());
    const named = bundle.scenelets
      .flatMap(({ shots }: any) => shots.map(({ imagePath }: any) => imagePath))
      .filter(Boolean);
    expect(named).toEqual([`assets/shots/${at.root}/1_key_frame.png`]);
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(hash(entries.get(named[0])!)).toBe(hash(picture));
    expect(endings(bundle)).toHaveLength(3);
    expect((await get('lint')).body.findings.map(({ scenelet }: any) => scenelet.id)).not.toContain(at.root);
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
