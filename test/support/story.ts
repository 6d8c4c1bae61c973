import type { TestApp } from './app';

/** A live scenelet as the database has it. */
export interface StoredScenelet {
  id: string;
  parent_id: string | null;
  position: number;
}

/** A story under a test: makes scenelets and shots through HTTP, and numbers them by a walk of its own. */
export class TestStory {
  private constructor(
    readonly t: TestApp,
    readonly id: string,
    readonly episodeId: string,
    readonly projectId: string,
  ) {}

  static async create(t: TestApp, { projectId, episodeId }: { projectId?: string; episodeId?: string } = {}) {
    const project = projectId ?? (await t.newProject()).id;
    const episode = episodeId ?? (await t.newEpisode(project)).id;
    const { body, status } = await t.request('POST', `/episodes/${episode}/stories`, {
      body: { display_name: 'A story' },
    });
    expect(status).toBe(201);
    return new TestStory(t, body.id, episode, project);
  }

  /** Makes a scenelet. @returns its id */
  async add(parentId: string | null, rest: Record<string, unknown> = {}): Promise<string> {
    const body = { parent_id: parentId, content: {}, ...rest };
    const response = await this.t.request('POST', `/stories/${this.id}/scenelets`, { body });
    expect([response.status, response.body]).toEqual([201, expect.anything()]);
    return response.body.id;
  }

  /** Gives a scenelet so many shots. @returns their ids */
  async addShots(sceneletId: string, count: number): Promise<string[]> {
    const shots = Array.from({ length: count }, (_, index) => ({
      shot_index: index + 1,
      storyboard_payload: { framing: 'wide' },
      key_frame_image_path: `${sceneletId}/${String(index + 1)}.png`,
    }));
    const response = await this.t.request('POST', `/scenelets/${sceneletId}/shots`, { body: { shots } });
    expect(response.status).toBe(201);
    return response.body.items.map(({ id }: { id: string }) => id);
  }

  /** The live scenelets. */
  scenelets(): Promise<StoredScenelet[]> {
    return this.t.sql<StoredScenelet & Record<string, unknown>>(
      'select id, parent_id, position from scenelets where story_id = $1 and deleted_at is null order by parent_id, position',
      [this.id],
    );
  }

  /** What is wrong with the tree and its shots, by a depth-first walk that knows nothing of the program's; empty: nothing. */
  async faults(): Promise<string[]> {
    const scenelets = await this.scenelets();
    const children = new Map<string | null, StoredScenelet[]>();
    for (const one of scenelets) children.set(one.parent_id, [...(children.get(one.parent_id) ?? []), one]);
    const faults: string[] = [];
    for (const [parent, siblings] of children) {
      const places = siblings.map(({ position }) => position).sort((a, b) => a - b);
      if (places.some((place, index) => place !== index + 1))
        faults.push(`places under ${String(parent)}: ${places.join(' ')}`);
    }
    const numbers = new Map<string, number>();
    const walk = (one: StoredScenelet): void => {
      numbers.set(one.id, numbers.size + 1);
      for (const child of [...(children.get(one.id) ?? [])].sort((a, b) => a.position - b.position)) walk(child);
    };
    for (const root of children.get(null) ?? []) walk(root);
    if ((children.get(null) ?? []).length > 1) faults.push('several roots');
    if (numbers.size !== scenelets.length)
      faults.push(`${String(scenelets.length - numbers.size)} scenelets are not reached`);
    const shots = await this.t.sql<{ id: string; ref: string; scenelet_id: string; sequence: number }>(
      'select id, scenelet_ref as ref, scenelet_id, scenelet_sequence as sequence from shots where story_id = $1 and deleted_at is null',
      [this.id],
    );
    for (const { id, ref, scenelet_id, sequence } of shots)
      if (numbers.get(ref) !== sequence || scenelet_id !== `scenelet-${String(sequence)}`)
        faults.push(
          `shot ${id} says ${scenelet_id} (${String(sequence)}), its scenelet is number ${String(numbers.get(ref))}`,
        );
    return faults;
  }

  /** Rows as they are, but for versions and times. */
  async state(): Promise<unknown> {
    return {
      scenelets: await this.t.sql(
        'select id, parent_id, position, content, choice_label_from_parent from scenelets where story_id = $1 and deleted_at is null order by id',
        [this.id],
      ),
      shots: await this.t.sql(
        'select id, name, scenelet_ref, scenelet_id, scenelet_sequence, shot_index, storyboard_payload from shots where story_id = $1 and deleted_at is null order by id',
        [this.id],
      ),
    };
  }
}
