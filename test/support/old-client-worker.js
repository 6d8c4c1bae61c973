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
  crawlJobs: `select id from crawl_jobs j where exists (select from projects p where p.id = j.project_id) order by id`,
  drawings: `select id from drawings d where exists (select from projects p where p.id = d.project_id) order by id`,
  profiles: 'select id from profiles order by id',
};

/** What the old application does, and how often; `ready` says whether there is anything to do it with. */
const READS = [
  { name: 'read shot', weight: 4, send: (w) => w.readShot() },
  { name: 'list shots', weight: 3, send: (w) => w.client.listShots(w.pick(w.shots).episode_id) },
  {
    name: 'list episodes',
    weight: 1,
    ready: (w) => w.projects,
    send: (w) => w.client.listEpisodes(w.pick(w.projects).id),
  },
  {
    name: 'list story shots',
    weight: 1,
    ready: (w) => w.storyShots,
    send: (w) => w.client.listStoryShots(w.pick(w.storyShots).story_id),
  },
];
const WRITES = [
  { name: 'update shot', weight: 6, ready: (w) => w.shots, send: (w) => w.updateShot() },
  { name: 'create shot', weight: 4, ready: (w) => w.shots, send: (w) => w.createShot() },
  {
    name: 'rename shot',
    weight: 2,
    ready: (w) => w.shots,
    send: (w) => w.change('shots', w.pick(w.shots).id, { name: w.newName('shot') }),
  },
  {
    name: 'delete shot',
    weight: 2,
    ready: (w) => w.shots.slice(1),
    send: (w) => w.move('shots', w.shots, w.deletedShots, new Date()),
  },
  {
    name: 'restore shot',
    weight: 2,
    ready: (w) => w.deletedShots,
    send: (w) => w.move('shots', w.deletedShots, w.shots, null),
  },
  { name: 'create story shot', weight: 2, ready: (w) => w.storyShots, send: (w) => w.createStoryShot() },
  {
    name: 'set media paths',
    weight: 2,
    ready: (w) => w.storyShots,
    send: (w) =>
      w.change('shots', w.pick(w.storyShots).id, { key_frame_image_path: `frames/${w.newName('frame')}.png` }),
  },
  { name: 'create story', weight: 1, ready: (w) => w.shots, send: (w) => w.createStory() },
  { name: 'create episode', weight: 1, ready: (w) => w.projects, send: (w) => w.createEpisode() },
  {
    name: 'rename episode',
    weight: 1,
    ready: (w) => w.episodes,
    send: (w) => w.change('episodes', w.pick(w.episodes).id, { name: w.newName('episode') }),
  },
  {
    name: 'delete episode',
    weight: 1,
    ready: (w) => w.episodes,
    send: (w) => w.move('episodes', w.episodes, w.deletedEpisodes, new Date()),
  },
  {
    name: 'restore episode',
    weight: 1,
    ready: (w) => w.deletedEpisodes,
    send: (w) => w.move('episodes', w.deletedEpisodes, w.episodes, null),
  },
  { name: 'create project', weight: 1, ready: (w) => w.profiles, send: (w) => w.createProject() },
  { name: 'set project status', weight: 1, ready: (w) => w.ownProjects, send: (w) => w.setProjectStatus() },
  { name: 'update crawl job', weight: 2, ready: (w) => w.crawlJobs, send: (w) => w.updateCrawlJob() },
  { name: 'create image', weight: 2, ready: (w) => w.crawlJobs, send: (w) => w.createImage() },
  { name: 'record activity', weight: 2, ready: (w) => w.profiles, send: (w) => w.recordActivity() },
  { name: 'create component', weight: 2, ready: (w) => w.drawings, send: (w) => w.createComponent() },
];

/** The methods of the old client by table. */
const CREATE = {
  shots: 'createShot',
  stories: 'createStory',
  scenelets: 'createScenelet',
  episodes: 'createEpisode',
  projects: 'createProject',
  images: 'createImage',
  activity_logs: 'recordActivity',
  components: 'createComponent',
};
const CHANGE = {
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
  projects: (client, id, { status }) => client.setProjectStatus(id, status),
  crawl_jobs: (client, id, values) => client.updateCrawlJob(id, values),
};

/** One of several users of the old application. It alone writes its rows, so that what they must hold is certain. */
class OldClientWorker {
  #name;
  #ledger;
  #state;
  #number = 0;
  ownProjects = [];
  episodes = [];
  deletedEpisodes = [];
  deletedShots = [];

  constructor({ name, seed, ledger }) {
    this.#name = name;
    this.#ledger = ledger;
    this.#state = seed;
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
    const possible = (write ? WRITES : READS).filter(({ ready }) => ready === undefined || ready(this).length > 0);
    let at = this.#random() * possible.reduce((sum, { weight }) => sum + weight, 0);
    const chosen = possible.find(({ weight }) => (at -= weight) < 0) ?? possible[0];
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

  async createStory() {
    const { episode_id } = this.pick(this.shots);
    const story = await this.create('stories', { episode_id, display_name: this.newName('story') });
    await this.create('scenelets', { story_id: story.id, content: { description: 'The lamp goes out.' } });
  }

  async createEpisode() {
    const values = { project_id: this.pick(this.projects).id, name: this.newName('episode'), position: this.#number };
    this.episodes.push(await this.create('episodes', values));
  }

  async createProject() {
    const values = { user_id: this.pick(this.profiles).id, name: this.newName('project') };
    this.ownProjects.push(await this.create('projects', values));
  }

  async setProjectStatus() {
    await this.change('projects', this.pick(this.ownProjects).id, {
      status: this.pick(['active', 'archived', 'deleted']),
    });
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
    const original_url = `https://example.org/${this.#number}`;
    await this.create('images', { crawl_job_id: this.pick(this.crawlJobs).id, original_url, filename, width: 640 });
  }

  async recordActivity() {
    await this.create('activity_logs', {
      ...{ user_id: this.pick(this.profiles).id, action: 'UPDATE_SHOT', resource_type: 'shot' },
      ...{ resource_id: this.pick(this.shots).id, metadata: { number: ++this.#number } },
    });
  }

  async createComponent() {
    const piece_mark = this.newName('W').toUpperCase();
    await this.create('components', { drawing_id: this.pick(this.drawings).id, piece_mark, confidence_score: 0.5 });
  }

  /** Deletes or restores a row: it changes lists when the database has said so. */
  async move(table, from, to, deletedAt) {
    const row = this.pick(from);
    await this.change(table, row.id, { deleted_at: deletedAt });
    from.splice(from.indexOf(row), 1);
    to.push(row);
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

module.exports = { OldClientWorker };
