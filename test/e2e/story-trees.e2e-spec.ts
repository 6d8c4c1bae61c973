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

beforeEach(async () => {
  story = await TestStory.create(t);
  at = await tellGateStory(story);
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

  it('finds the sounds that the file store lacks: of choices, and of music cues', async () => {
    for (const id of Object.values(at)) putMedia(t, `${id}/1.png`);
    putMedia(t, 'there.wav');
    const cue = (cue_name: string, audio_file_path: string) => ({ cue_name, audio_file_path });
    const music_cues = [
      cue('Calm', 'there.wav'),
      cue('Storm', 'storm.m4a'),
      cue('Rain', 'https://example.org/rain.m4a'),
      cue('Silence', 'N/A'),
    ];
    await t.request('PATCH', `/stories/${story.id}`, { body: { audio_design_document: { music_cues } } });
    await patch('root', { branch_audio_file_path: 'gate.wav' });
    await patch('left', { branch_audio_file_path: 'there.wav' });
    await patch('right', { branch_audio_file_path: 'https://example.org/right.wav' });
    const { body } = await get('lint');
    expect(body.findings.map(({ code, scenelet }: any) => [code, scenelet?.id])).toEqual([
      ['media_missing', undefined],
      ['media_missing', at.root],
    ]);
    expect(body.findings.map(({ message }: any) => message)).toEqual([
      expect.stringMatching(/"Storm".*storm\.m4a is not in the file store/),
      expect.stringMatching(/^scenelet-1 lacks media.*gate\.wav is not in the file store/),
    ]);
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
  expect(body).toMatchObject({ count: 3, listed: 2, shortest: 3, longest: 3, hopeless: [], beyond_endings: [] });
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

it.each([
  ['a long chain', 19_000, 'Go'],
  ['many long choices', 560, 'x'.repeat(1000)],
])(
  'the ways through %s with 1,000 endings are all counted, and listed as far as an answer goes',
  async (_what, links, label) => {
    const other = await TestStory.create(t);
    await t.sql(
      `insert into scenelets (id, story_id, project_id, parent_id, position, choice_label_from_parent, is_branch_point, is_terminal_node)
      select md5($1::text || n)::uuid, $1::uuid, $2, case when n > 1 then md5($1::text || least(n - 1, $3))::uuid end,
          greatest(1, n - $3), $4, n <= $3, n > $3
        from generate_series(1, $3::int + 1000) n`,
      [other.id, other.projectId, links, label],
    );
    const { status, body } = await t.request('GET', `/stories/${other.id}/paths?limit=1000`);
    expect([status, body.count, body.shortest, body.longest]).toEqual([200, 1000, links + 1, links + 1]);
    expect(body.listed).toBe(body.routes.length);
    expect(body.listed).toBeGreaterThan(1);
    expect(JSON.stringify(body.routes).length).toBeLessThan(6_000_000);
    expect(body.routes[1].scenelets.at(-1)).toBe(`scenelet-${String(links + 2)}`);
    const few = await t.request('GET', `/stories/${other.id}/paths?limit=1`);
    expect([few.body.count, few.body.listed, few.body.routes.length]).toEqual([1000, 1, 1]);
  },
);

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
