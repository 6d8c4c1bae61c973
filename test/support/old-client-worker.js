const { randomUUID } = require('node:crypto');

/** How many rows of a table one worker takes. */
const OWNED = 500;

/** What a worker takes of the database, ordered, so that each row has one worker. */
const OWN = {
  shots: `select s.id, s.episode_id from shots s join episodes e on e.id = s.episode_id join projects p on p.id = e.project_id
    where s.deleted_at is null and e.deleted_at is null and p.status <> 'deleted' and s.story_id is null and s.scenelet_id is null
    order by s.id`,
  storyShots: `select s.id, s.story_id, s.episode_id from shots s join episodes e on e.id = s.episode_id join projects p on p.id = e.project_id
    where s.deleted_at is null and e.deleted_at is null and p.status <> 'deleted' and s.scenelet_id = 'scenelet-1' and s.shot_index = 1
      and exists (select from stories t where (t.id, t.episode_id) = (s.story_id, s.episode_id)) order by s.story_id`,
  projects: `select id from projects p where status <> 'deleted' and exists (select from episodes e where e.project_id = p.id) order by id`,
  crawlJobs: `select id from crawl_jobs j where exists (select from projects p where p.id = j.project_id and p.status <> 'deleted') order by id`,
  drawings: `select id from drawings d where exists (select from projects p where p.id = d.project_id and p.status <> 'deleted') order by id`,
  profiles: 'select id from profiles order by id',
};

/**
 * What the old application does: each a kind of statement that meets a table, and how often; `ready` says whether there is
 * anything to do it with.
 */
const STATEMENTS = [
  {
    name: 'read profile',
    kind: 'read',
    table: 'profiles',
    ready: (w) => w.profiles,
    send: (w) => w.client.readProfile(w.pick(w.profiles).id),
  },
  {
    name: 'list projects',
    kind: 'read',
    table: 'projects',
    ready: (w) => w.profiles,
    send: (w) => w.client.listProjects(w.pick(w.profiles).id),
  },
  {
    name: 'list episodes',
    kind: 'read',
    table: 'episodes',
    ready: (w) => w.projects,
    send: (w) => w.client.listEpisodes(w.pick(w.projects).id),
  },
  {
    name: 'list stories',
    kind: 'read',
    table: 'stories',
    send: (w) => w.client.listStories(w.pick(w.shots).episode_id),
  },
  {
    name: 'list scenelets',
    kind: 'read',
    table: 'scenelets',
    ready: (w) => w.stories,
    send: (w) => w.client.listScenelets(w.pick(w.stories).id),
  },
  { name: 'read shot', kind: 'read', table: 'shots', weight: 4, send: (w) => w.readShot() },
  {
    name: 'list shots',
    kind: 'read',
    table: 'shots',
    weight: 3,
    send: (w) => w.client.listShots(w.pick(w.shots).episode_id),
  },
  {
    name: 'list story shots',
    kind: 'read',
    table: 'shots',
    ready: (w) => w.storyShots,
    send: (w) => w.client.listStoryShots(w.pick(w.storyShots).story_id),
  },
  {
    name: 'list crawl jobs',
    kind: 'read',
    table: 'crawl_jobs',
    ready: (w) => w.projects,
    send: (w) => w.client.listCrawlJobs(w.pick(w.projects).id),
  },
  {
    name: 'list images',
    kind: 'read',
    table: 'images',
    ready: (w) => w.crawlJobs,
    send: (w) => w.client.listImages(w.pick(w.crawlJobs).id),
  },
  {
    name: 'list activity',
    kind: 'read',
    table: 'activity_logs',
    ready: (w) => w.profiles,
    send: (w) => w.client.listActivity(w.pick(w.profiles).id),
  },
  {
    name: 'list drawings',
    kind: 'read',
    table: 'drawings',
    ready: (w) => w.projects,
    send: (w) => w.client.listDrawings(w.pick(w.projects).id),
  },
  {
    name: 'list components',
    kind: 'read',
    table: 'components',
    ready: (w) => w.drawings,
    send: (w) => w.client.listComponents(w.pick(w.drawings).id),
  },
  {
    name: 'find components',
    kind: 'read',
    table: 'components',
    ready: (w) => w.ownDrawings(1),
    send: (w) => w.findComponents(),
  },

  { name: 'create profile', kind: 'create', table: 'profiles', send: (w) => w.createProfile() },
  {
    name: 'update profile',
    kind: 'update',
    table: 'profiles',
    ready: (w) => w.ownProfiles,
    send: (w) => w.change('profiles', w.pick(w.ownProfiles).id, { full_name: w.newName('Åsa') }),
  },
  {
    name: 'create project',
    kind: 'create',
    table: 'projects',
    ready: (w) => w.profiles,
    send: (w) => w.createProject(),
  },
  {
    name: 'rename project',
    kind: 'update',
    table: 'projects',
    ready: (w) => w.ownProjects,
    send: (w) => w.change('projects', w.pick(w.ownProjects).id, { name: w.newName('project') }),
  },
  {
    name: 'archive project',
    kind: 'update',
    table: 'projects',
    ready: (w) => w.ownProjects,
    send: (w) => w.change('projects', w.pick(w.ownProjects).id, { status: w.pick(['active', 'archived']) }),
  },
  {
    name: 'delete project',
    kind: 'delete',
    table: 'projects',
    weight: 2,
    ready: (w) => w.ownProjects.filter((project) => w.fills(project)),
    send: (w) => w.deleteProject(),
  },
  {
    name: 'restore project',
    kind: 'restore',
    table: 'projects',
    weight: 2,
    ready: (w) => w.deletedProjects,
    send: (w) => w.move('projects', w.deletedProjects, w.ownProjects, { status: 'active' }),
  },
  {
    name: 'create episode',
    kind: 'create',
    table: 'episodes',
    ready: (w) => w.projects,
    send: (w) => w.createEpisode(),
  },
  {
    name: 'rename episode',
    kind: 'update',
    table: 'episodes',
    ready: (w) => w.episodes,
    send: (w) => w.change('episodes', w.pick(w.episodes).id, { name: w.newName('episode') }),
  },
  {
    name: 'delete episode',
    kind: 'delete',
    table: 'episodes',
    ready: (w) => w.episodes,
    send: (w) => w.move('episodes', w.episodes, w.deletedEpisodes, { deleted_at: new Date() }),
  },
  {
    name: 'restore episode',
    kind: 'restore',
    table: 'episodes',
    ready: (w) => w.deletedEpisodes,
    send: (w) => w.move('episodes', w.deletedEpisodes, w.episodes, { deleted_at: null }),
  },
  { name: 'create story', kind: 'create', table: 'stories', ready: (w) => w.shots, send: (w) => w.createStory() },
  {
    name: 'update story',
    kind: 'update',
    table: 'stories',
    ready: (w) => w.stories,
    send: (w) =>
      w.change('stories', w.pick(w.stories).id, {
        initial_prompt: w.newName('prompt'),
        story_constitution: { acts: [w.newName('act')] },
      }),
  },
  {
    name: 'delete story',
    kind: 'delete',
    table: 'stories',
    ready: (w) => w.stories.slice(1),
    send: (w) => w.deleteStory(),
  },
  {
    name: 'create scenelet',
    kind: 'create',
    table: 'scenelets',
    ready: (w) => w.stories,
    send: (w) => w.createScenelet(),
  },
  {
    name: 'update scenelet',
    kind: 'update',
    table: 'scenelets',
    ready: (w) => w.stories,
    send: (w) => w.change('scenelets', w.pick(w.stories).root, { content: { description: w.newName('lamp') } }),
  },
  {
    name: 'delete scenelet',
    kind: 'delete',
    table: 'scenelets',
    ready: (w) => w.scenelets,
    send: (w) => w.remove('scenelets', w.scenelets),
  },
  {
    name: 'create shot',
    kind: 'create',
    table: 'shots',
    weight: 4,
    ready: (w) => w.shots,
    send: (w) => w.createShot(),
  },
  {
    name: 'create story shot',
    kind: 'create',
    table: 'shots',
    weight: 2,
    ready: (w) => w.storyShots,
    send: (w) => w.createStoryShot(),
  },
  {
    name: 'update shot',
    kind: 'update',
    table: 'shots',
    weight: 6,
    ready: (w) => w.shots,
    send: (w) => w.updateShot(),
  },
  {
    name: 'rename shot',
    kind: 'update',
    table: 'shots',
    weight: 2,
    ready: (w) => w.shots,
    send: (w) => w.change('shots', w.pick(w.shots).id, { name: w.newName('shot') }),
  },
  {
    name: 'set media paths',
    kind: 'update',
    table: 'shots',
    weight: 2,
    ready: (w) => w.storyShots,
    send: (w) =>
      w.change('shots', w.pick(w.storyShots).id, { key_frame_image_path: `frames/${w.newName('frame')}.png` }),
  },
  {
    name: 'delete shot',
    kind: 'delete',
    table: 'shots',
    weight: 2,
    ready: (w) => w.shots.slice(1),
    send: (w) => w.move('shots', w.shots, w.deletedShots, { deleted_at: new Date() }),
  },
  {
    name: 'restore shot',
    kind: 'restore',
    table: 'shots',
    weight: 2,
    ready: (w) => w.deletedShots,
    send: (w) => w.move('shots', w.deletedShots, w.shots, { deleted_at: null }),
  },
  {
    name: 'create crawl job',
    kind: 'create',
    table: 'crawl_jobs',
    ready: (w) => w.projects,
    send: (w) => w.createCrawlJob(),
  },
  {
    name: 'update crawl job',
    kind: 'update',
    table: 'crawl_jobs',
    weight: 2,
    ready: (w) => w.crawlJobs,
    send: (w) => w.updateCrawlJob(),
  },
  {
    name: 'delete crawl job',
    kind: 'delete',
    table: 'crawl_jobs',
    ready: (w) => w.ownCrawlJobs,
    send: (w) => w.remove('crawl_jobs', w.ownCrawlJobs),
  },
  {
    name: 'create image',
    kind: 'create',
    table: 'images',
    weight: 2,
    ready: (w) => w.crawlJobs,
    send: (w) => w.createImage(),
  },
  {
    name: 'update image',
    kind: 'update',
    table: 'images',
    ready: (w) => w.images,
    send: (w) =>
      w.change('images', w.pick(w.images).id, { storage_url: `s3://${w.newName('picture')}`, file_size: 1000 }),
  },
  {
    name: 'delete image',
    kind: 'delete',
    table: 'images',
    ready: (w) => w.images,
    send: (w) => w.remove('images', w.images),
  },
  {
    name: 'record activity',
    kind: 'create',
    table: 'activity_logs',
    weight: 2,
    ready: (w) => w.profiles,
    send: (w) => w.recordActivity(),
  },
  {
    name: 'create drawing',
    kind: 'create',
    table: 'drawings',
    weight: 2,
    ready: (w) => w.ownProjects,
    send: (w) => w.createDrawing(),
  },
  {
    name: 'update drawing',
    kind: 'update',
    table: 'drawings',
    ready: (w) => w.ownDrawings(),
    send: (w) => w.updateDrawing(),
  },
  {
    name: 'assign drawing',
    kind: 'update',
    table: 'drawings',
    weight: 2,
    ready: (w) => w.ownDrawings(),
    send: (w) => w.assignDrawing(),
  },
  {
    name: 'delete drawing',
    kind: 'delete',
    table: 'drawings',
    ready: (w) => w.ownDrawings().slice(1),
    send: (w) => w.deleteDrawing(),
  },
  {
    name: 'create component',
    kind: 'create',
    table: 'components',
    weight: 3,
    ready: (w) => w.drawings,
    send: (w) => w.createComponent(),
  },
  {
    name: 'upsert component',
    kind: 'upsert',
    table: 'components',
    weight: 2,
    ready: (w) => w.ownDrawings(),
    send: (w) => w.upsertComponent(),
  },
  {
    name: 'update component',
    kind: 'update',
    table: 'components',
    ready: (w) => w.ownDrawings(1),
    send: (w) => w.updateComponent(),
  },
  {
    name: 'delete component',
    kind: 'delete',
    table: 'components',
    ready: (w) => w.ownDrawings(2),
    send: (w) => w.deleteComponent(),
  },
];
const READS = STATEMENTS.filter(({ kind }) => kind === 'read');
const WRITES = STATEMENTS.filter(({ kind }) => kind !== 'read');

/** The methods of the old client by table. */
const CREATE = {
  profiles: 'createProfile',
  projects: 'createProject',
  episodes: 'createEpisode',
  stories: 'createStory',
  scenelets: 'createScenelet',
  shots: 'createShot',
  crawl_jobs: 'createCrawlJob',
  images: 'createImage',
  activity_logs: 'recordActivity',
  drawings: 'createDrawing',
  components: 'createComponent',
};
const CHANGE = {
  profiles: (client, id, values) => client.updateProfile(id, values),
  shots: (client, id, values) =>
    'key_frame_image_path' in values
      ? client.setMediaPaths(id, values)
      : 'deleted_at' in values
        ? values.deleted_at === null
          ? client.restoreShot(id)
          : client.deleteShot(id, values.deleted_at)
        : client.updateShot(id, values),
  episodes: (client, id, values) =>
    'name' in values
      ? client.renameEpisode(id, values.name)
      : values.deleted_at === null
        ? client.restoreEpisode(id)
        : client.deleteEpisode(id, values.deleted_at),
  projects: (client, id, values) =>
    'name' in values ? client.renameProject(id, values.name) : client.setProjectStatus(id, values.status),
  stories: (client, id, values) => client.updateStory(id, values),
  scenelets: (client, id, values) => client.updateScenelet(id, values),
  crawl_jobs: (client, id, values) => client.updateCrawlJob(id, values),
  images: (client, id, values) => client.updateImage(id, values),
  drawings: (client, id, values) => client.updateDrawing(id, values),
  components: (client, id, values) => client.updateComponent(id, values),
};
const REMOVE = {
  stories: 'deleteStory',
  scenelets: 'deleteScenelet',
  crawl_jobs: 'deleteCrawlJob',
  images: 'deleteImage',
  drawings: 'deleteDrawing',
  components: 'deleteComponent',
};

/** One of several users of the old application. It alone writes its rows, so that what they must hold is certain. */
class OldClientWorker {
  #name;
  #ledger;
  #state;
  #sent;
  #number = 0;
  ownProfiles = [];
  ownProjects = [];
  deletedProjects = [];
  episodes = [];
  deletedEpisodes = [];
  stories = [];
  scenelets = [];
  deletedShots = [];
  ownCrawlJobs = [];
  images = [];
  /** Each with the project that it is of, if any, and its components. */
  #plans = [];

  /** @param sent the names of the statements that the load has sent; those that are not among them come first */
  constructor({ name, seed, ledger, sent }) {
    this.#name = name;
    this.#ledger = ledger;
    this.#state = seed;
    this.#sent = sent;
  }

  /** Takes its part of the database: of every so many rows the one that is its turn. */
  async own(query, turn, of) {
    for (const [what, rows] of Object.entries(OWN))
      this[what] = await query(
        `select * from (select row_number() over () as number, * from (${rows}) x) x where (number - 1) % $1 = $2 limit ${OWNED}`,
        [of, turn],
      );
    if (this.shots.length === 0) throw new Error('There are too few live shots for a load: each connection needs one.');
  }

  /** The next request of a mix in which the share `reads`, from 0 to 1, reads. */
  next(reads) {
    const write = this.#random() >= reads;
    const ready = (write ? WRITES : READS).filter((one) => one.ready === undefined || one.ready(this).length > 0);
    const unsent = ready.filter(({ name }) => !this.#sent.has(name));
    const possible = unsent.length > 0 ? unsent : ready;
    let at = this.#random() * possible.reduce((sum, { weight = 1 }) => sum + weight, 0);
    const chosen = possible.find(({ weight = 1 }) => (at -= weight) < 0) ?? possible[0];
    this.#sent.add(chosen.name);
    return { statement: chosen.name, write, send: () => chosen.send(this) };
  }

  pick(rows) {
    return rows[Math.floor(this.#random() * rows.length)];
  }

  newName(what) {
    return `${what} ${this.#name}.${++this.#number}`;
  }

  async readShot() {
    const { id } = this.pick(this.shots);
    if (!(await this.client.readShot(id))) throw new Error('a shot that was there is gone');
  }

  async createShot() {
    const { episode_id } = this.pick(this.shots);
    const values = { episode_id, name: this.newName('shot'), data: { lens: '35mm', take: this.#number } };
    this.shots.push(await this.create('shots', values));
  }

  async updateShot() {
    const frame = 1001 + (this.#number % 100);
    await this.change('shots', this.pick(this.shots).id, {
      description: this.newName('description 鏡頭'),
      status: this.pick(['todo', 'in_progress', 'done']),
      frame_start: frame,
      frame_end: frame + 24,
      data: { take: this.#number, notes: ['é', null, { deep: true }] },
    });
  }

  async createStoryShot() {
    const { story_id, episode_id } = this.pick(this.storyShots);
    // Far above the indexes that are there.
    await this.create('shots', {
      ...{ story_id, episode_id, scenelet_id: 'scenelet-1', scenelet_sequence: 1 },
      shot_index: 100_000 + ++this.#number,
      storyboard_payload: { framing: 'close' },
    });
  }

  /** Two, so that one can be deleted and another changed. */
  async createStory() {
    const { episode_id } = this.pick(this.shots);
    for (let count = 0; count < 2; count++) {
      const story = await this.create('stories', { episode_id, display_name: this.newName('story') });
      const content = { description: 'The lamp goes out.' };
      const root = await this.create('scenelets', { story_id: story.id, content });
      this.stories.push({ id: story.id, root: root.id });
    }
  }

  async deleteStory() {
    const { id, root } = await this.remove('stories', this.stories);
    const gone = this.scenelets.filter(({ story_id }) => story_id === id);
    this.scenelets = this.scenelets.filter(({ story_id }) => story_id !== id);
    for (const scenelet of [{ id: root }, ...gone])
      this.#ledger.record({ table: 'scenelets', id: scenelet.id, deletes: true });
  }

  async createScenelet() {
    const { id, root } = this.pick(this.stories);
    const values = { story_id: id, parent_id: root, choice_label_from_parent: this.newName('choice'), content: {} };
    this.scenelets.push(await this.create('scenelets', values));
  }

  async createEpisode() {
    const values = { project_id: this.pick(this.projects).id, name: this.newName('episode'), position: this.#number };
    this.episodes.push(await this.create('episodes', values));
  }

  async createProfile() {
    const email = `${this.newName('person').replaceAll(' ', '-')}@example.org`;
    this.ownProfiles.push(await this.create('profiles', { email, role: 'user' }));
  }

  async createProject() {
    const values = { user_id: this.pick(this.profiles).id, name: this.newName('project') };
    const project = await this.create('projects', values);
    this.ownProjects.push(project);
    await this.createEpisodeOf(project);
  }

  /** So that a deletion has to find its way to the leaves. */
  async createEpisodeOf(project) {
    const episode = await this.create('episodes', {
      project_id: project.id,
      name: this.newName('episode'),
      position: 1,
    });
    await this.create('shots', { episode_id: episode.id, name: this.newName('shot') });
  }

  /** The project has a drawing with components. */
  fills(project) {
    return this.#plans.some((plan) => plan.project === project && plan.components.length > 0);
  }

  deleteProject() {
    const full = this.ownProjects.filter((project) => this.fills(project));
    return this.move('projects', this.ownProjects, this.deletedProjects, { status: 'deleted' }, this.pick(full));
  }

  async createCrawlJob() {
    const values = { project_id: this.pick(this.projects).id, name: this.newName('crawl'), keywords: ['lamp'] };
    this.ownCrawlJobs.push(await this.create('crawl_jobs', values));
  }

  async updateCrawlJob() {
    const done = ++this.#number % 11;
    await this.change('crawl_jobs', this.pick(this.crawlJobs).id, {
      ...{
        status: done === 10 ? 'completed' : 'running',
        progress: done * 10,
        total_chunks: 10,
        completed_chunks: done,
      },
      ...{ active_chunks: 0, failed_chunks: 0 },
    });
  }

  async createImage() {
    const filename = `${this.newName('image')}.jpg`;
    const original_url = `https://example.org/${this.#name}/${this.#number}`;
    const values = { crawl_job_id: this.pick(this.crawlJobs).id, original_url, filename, width: 640 };
    this.images.push(await this.create('images', values));
  }

  async recordActivity() {
    await this.create('activity_logs', {
      ...{ user_id: this.pick(this.profiles).id, action: 'UPDATE_SHOT', resource_type: 'shot' },
      ...{ resource_id: this.pick(this.shots).id, metadata: { number: ++this.#number } },
    });
  }

  /** Its drawings that are not in the trash, with so many components at least. */
  ownDrawings(components = 0) {
    return this.#plans.filter(
      (plan) => !this.deletedProjects.includes(plan.project) && plan.components.length >= components,
    );
  }

  /** Two with two components each, so that one can be deleted and another changed. */
  async createDrawing() {
    const project = this.pick(this.ownProjects);
    for (let count = 0; count < 2; count++) {
      const values = { project_id: project.id, file_name: `${this.newName('E')}.pdf`, file_size: 3_000_000_000 };
      const plan = { id: (await this.create('drawings', values)).id, project, components: [] };
      this.#plans.push(plan);
      for (let component = 0; component < 2; component++) await this.createComponentOf(plan);
    }
  }

  updateDrawing() {
    return this.change('drawings', this.pick(this.ownDrawings()).id, {
      processing_status: this.pick(['processing', 'completed', 'failed']),
      processing_progress: this.#number % 101,
      sheet_number: this.newName('S'),
    });
  }

  /** To another project, or to none. */
  async assignDrawing() {
    const plan = this.pick(this.ownDrawings());
    const project = this.#random() < 0.2 ? null : this.pick(this.ownProjects);
    await this.change('drawings', plan.id, { project_id: project?.id ?? null });
    plan.project = project;
  }

  async deleteDrawing() {
    const { id, components } = this.pick(this.ownDrawings());
    await this.remove(
      'drawings',
      this.#plans,
      this.#plans.find((plan) => plan.id === id),
    );
    for (const component of components) this.#ledger.record({ table: 'components', id: component.id, deletes: true });
  }

  async findComponents() {
    const plan = this.pick(this.ownDrawings(1));
    const { id, piece_mark } = this.pick(plan.components);
    const found = await this.client.findComponents(plan.id, piece_mark);
    if (found.length !== 1 || found[0].id !== id) throw new Error('a mark that was there is not found');
  }

  /** In a drawing that was there before, or in one of its own. */
  async createComponent() {
    const own = this.ownDrawings();
    if (own.length > 0 && this.#random() < 0.5) await this.createComponentOf(this.pick(own));
    else await this.create('components', this.newComponent(this.pick(this.drawings).id));
  }

  async createComponentOf(plan) {
    plan.components.push(await this.create('components', this.newComponent(plan.id)));
  }

  newComponent(drawing_id) {
    const piece_mark = this.newName('W').toUpperCase();
    return { drawing_id, piece_mark, confidence_score: 0.5, bounding_box: { x: 1, y: 2, width: 40, height: 12 } };
  }

  /** As a drawing is read again: a mark that it has, or another. */
  async upsertComponent() {
    const plan = this.pick(this.ownDrawings());
    const known = this.#random() < 0.5 ? this.pick(plan.components) : undefined;
    const values = { ...this.newComponent(plan.id), confidence_score: 0.75 };
    if (known) values.piece_mark = known.piece_mark;
    const { id, made } = await this.client.upsertComponent(values);
    if (made !== (known === undefined) || (known && known.id !== id)) throw new Error('a mark is not what it was');
    this.#ledger.record({ table: 'components', id, values, creates: made });
    if (made) plan.components.push({ ...values, id });
  }

  updateComponent() {
    const { id } = this.pick(this.pick(this.ownDrawings(1)).components);
    return this.change('components', id, { quantity: 1 + (++this.#number % 9), review_status: 'approved' });
  }

  async deleteComponent() {
    await this.remove('components', this.pick(this.ownDrawings(2)).components);
  }

  /** Deletes or restores a row: it changes lists when the database has said so. */
  async move(table, from, to, values, row = this.pick(from)) {
    await this.change(table, row.id, values);
    from.splice(from.indexOf(row), 1);
    to.push(row);
  }

  /** Deletes a row for good. */
  async remove(table, from, row = this.pick(from)) {
    const found = await this.#write({ table, id: row.id, deletes: true }, () => this.client[REMOVE[table]](row.id));
    if (!found) throw new Error('a row that was there is gone');
    from.splice(from.indexOf(row), 1);
    return row;
  }

  async create(table, given) {
    const values = { id: randomUUID(), ...given };
    await this.#write({ table, id: values.id, values, creates: true }, () => this.client[CREATE[table]](values));
    return values;
  }

  async change(table, id, values) {
    const found = await this.#write({ table, id, values }, () => CHANGE[table](this.client, id, values));
    if (!found) throw new Error('a row that was there is gone');
  }

  async #write(write, send) {
    try {
      const answer = await send();
      this.#ledger.record(write);
      return answer;
    } catch (error) {
      // A refusal is certain: nothing has changed. With a connection that broke, nobody knows.
      if (error.severity !== 'ERROR') this.#ledger.record({ ...write, acknowledged: false });
      throw error;
    }
  }

  /** From 0 to 1, the same in every run (mulberry32). */
  #random() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}

module.exports = { OldClientWorker, STATEMENTS };
