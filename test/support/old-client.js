// Plain CommonJS, so that a test imports it and a benchmark runs it in a process of its own, without a build.
const { randomUUID } = require('node:crypto');

/** The columns of the legacy schema that the old application writes; it knows no others. */
const COLUMNS = {
  profiles: ['id', 'email', 'full_name', 'avatar_url', 'role'],
  projects: ['id', 'name', 'description', 'user_id', 'status'],
  episodes: ['id', 'project_id', 'name', 'position', 'deleted_at'],
  stories: ['id', 'episode_id', 'display_name', 'initial_prompt', 'story_constitution'],
  scenelets: [
    ...['id', 'story_id', 'parent_id', 'choice_label_from_parent', 'choice_prompt', 'content'],
    ...['is_branch_point', 'is_terminal_node', 'branch_audio_file_path', 'created_at'],
  ],
  shots: [
    ...['id', 'episode_id', 'name', 'description', 'status', 'frame_start', 'frame_end', 'data'],
    ...['story_id', 'scenelet_id', 'scenelet_sequence', 'shot_index', 'storyboard_payload'],
    ...['key_frame_image_path', 'audio_file_path', 'video_file_path', 'deleted_at'],
  ],
  crawl_jobs: [
    ...['id', 'project_id', 'name', 'keywords', 'max_images', 'status', 'progress', 'total_images'],
    ...['downloaded_images', 'valid_images', 'total_chunks', 'active_chunks', 'completed_chunks', 'failed_chunks'],
    ...['task_ids', 'started_at', 'completed_at'],
  ],
  images: ['id', 'crawl_job_id', 'original_url', 'filename', 'storage_url', 'width', 'height', 'file_size', 'format'],
  activity_logs: ['id', 'user_id', 'action', 'resource_type', 'resource_id', 'metadata'],
  drawings: [
    ...['id', 'project_id', 'file_name', 'original_name', 'file_path', 'file_size', 'file_hash', 'drawing_type'],
    ...['sheet_number', 'drawing_date', 'processing_status', 'processing_progress', 'error_message'],
  ],
  components: [
    ...['id', 'drawing_id', 'piece_mark', 'component_type', 'quantity', 'material_type', 'location_x', 'location_y'],
    ...['bounding_box', 'confidence_score', 'review_status'],
  ],
};

/** Tables whose rows say when they changed last. */
const DATED = ['profiles', 'projects', 'episodes', 'stories', 'shots', 'crawl_jobs', 'drawings', 'components'];

/** What is stored as JSON; pg would write an array as a PostgreSQL array. */
const JSON_COLUMNS = [
  ...[
    'data',
    'storyboard_payload',
    'content',
    'story_constitution',
    'keywords',
    'task_ids',
    'metadata',
    'bounding_box',
  ],
];

const SHOT = COLUMNS.shots.join(', ');

/**
 * What the legacy application sends: parameterised statements that name legacy columns and no others, each committed by
 * itself. The rows' ids and times of deletion are the client's, so that it knows every value it has written.
 */
class OldClient {
  #sql;

  /**
   * @param sql takes a statement and its values, and gives the rows
   */
  constructor(sql) {
    this.#sql = sql;
  }

  createProfile(values) {
    return this.#insert('profiles', values);
  }

  updateProfile(id, changes) {
    return this.#update('profiles', id, changes);
  }

  readProfile(id) {
    return this.#read('profiles', id);
  }

  createProject(values) {
    return this.#insert('projects', values);
  }

  /** What a person has not deleted, newest first. */
  listProjects(userId) {
    return this.#list('projects', `user_id = $1 and status <> 'deleted'`, [userId], 'created_at desc, id');
  }

  renameProject(id, name) {
    return this.#update('projects', id, { name });
  }

  /** `active`, `archived` or `deleted`; deleting and restoring a project is nothing else. */
  setProjectStatus(id, status) {
    return this.#update('projects', id, { status });
  }

  createEpisode(values) {
    return this.#insert('episodes', values);
  }

  renameEpisode(id, name) {
    return this.#update('episodes', id, { name });
  }

  deleteEpisode(id, at = new Date()) {
    return this.#update('episodes', id, { deleted_at: at });
  }

  restoreEpisode(id) {
    return this.#update('episodes', id, { deleted_at: null });
  }

  createShot(values) {
    return this.#insert('shots', values);
  }

  updateShot(id, changes) {
    return this.#update('shots', id, changes);
  }

  deleteShot(id, at = new Date()) {
    return this.#update('shots', id, { deleted_at: at });
  }

  restoreShot(id) {
    return this.#update('shots', id, { deleted_at: null });
  }

  readShot(id) {
    return this.#read('shots', id);
  }

  /** The live shots of an episode, by name. */
  listShots(episodeId, limit = 50) {
    return this.#sql(
      `select ${SHOT} from shots where episode_id = $1 and deleted_at is null order by name, id limit $2`,
      [episodeId, limit],
    );
  }

  /** The live episodes of a project, in their order. */
  listEpisodes(projectId) {
    return this.#sql(
      `select id, project_id, name, position from episodes where project_id = $1 and deleted_at is null order by position, id`,
      [projectId],
    );
  }

  createStory(values) {
    return this.#insert('stories', values);
  }

  updateStory(id, changes) {
    return this.#update('stories', id, changes);
  }

  /** For good, as everything but projects, episodes and shots; its scenelets and shots go along. */
  deleteStory(id) {
    return this.#delete('stories', id);
  }

  listStories(episodeId) {
    return this.#list('stories', 'episode_id = $1', [episodeId], 'created_at, id');
  }

  createScenelet(values) {
    return this.#insert('scenelets', values);
  }

  updateScenelet(id, changes) {
    return this.#update('scenelets', id, changes);
  }

  deleteScenelet(id) {
    return this.#delete('scenelets', id);
  }

  listScenelets(storyId) {
    return this.#list('scenelets', 'story_id = $1', [storyId], 'created_at, id');
  }

  /** A shot of a story: without a name, and with the scenelet's place in the tree as text, such as `scenelet-3`. */
  createStoryShot(values) {
    return this.#insert('shots', values);
  }

  /** The shots of a story in the order in which they are played. */
  listStoryShots(storyId) {
    return this.#sql(`select ${SHOT} from shots where story_id = $1 order by scenelet_sequence, shot_index`, [storyId]);
  }

  /** `key_frame_image_path`, `audio_file_path`, `video_file_path`. */
  setMediaPaths(shotId, paths) {
    return this.#update('shots', shotId, paths);
  }

  createCrawlJob(values) {
    return this.#insert('crawl_jobs', values);
  }

  updateCrawlJob(id, changes) {
    return this.#update('crawl_jobs', id, changes);
  }

  deleteCrawlJob(id) {
    return this.#delete('crawl_jobs', id);
  }

  listCrawlJobs(projectId) {
    return this.#list('crawl_jobs', 'project_id = $1', [projectId], 'created_at desc, id');
  }

  createImage(values) {
    return this.#insert('images', values);
  }

  updateImage(id, changes) {
    return this.#update('images', id, changes);
  }

  deleteImage(id) {
    return this.#delete('images', id);
  }

  listImages(crawlJobId) {
    return this.#list('images', 'crawl_job_id = $1', [crawlJobId], 'id');
  }

  recordActivity(values) {
    return this.#insert('activity_logs', values);
  }

  /** What somebody has done, the last first. */
  listActivity(userId) {
    return this.#list('activity_logs', 'user_id = $1', [userId], 'timestamp desc, id');
  }

  createDrawing(values) {
    return this.#insert('drawings', values);
  }

  updateDrawing(id, changes) {
    return this.#update('drawings', id, changes);
  }

  /** With its components. */
  deleteDrawing(id) {
    return this.#delete('drawings', id);
  }

  listDrawings(projectId) {
    return this.#list('drawings', 'project_id = $1', [projectId], 'created_at desc, id');
  }

  createComponent(values) {
    return this.#insert('components', values);
  }

  updateComponent(id, changes) {
    return this.#update('components', id, changes);
  }

  deleteComponent(id) {
    return this.#delete('components', id);
  }

  /** As the recognition of a drawing stores what it reads: a mark that is there is changed, another one is made. */
  async upsertComponent({ drawing_id, piece_mark, ...changes }) {
    const [there] = await this.findComponents(drawing_id, piece_mark);
    if (!there) return { ...(await this.createComponent({ drawing_id, piece_mark, ...changes })), made: true };
    await this.updateComponent(there.id, changes);
    return { id: there.id, drawing_id, piece_mark, ...changes, made: false };
  }

  /** By the mark as it is written; the old application takes the first. */
  findComponents(drawingId, mark) {
    return this.#list('components', 'drawing_id = $1 and piece_mark = $2', [drawingId, mark], 'created_at, id');
  }

  listComponents(drawingId) {
    return this.#list('components', 'drawing_id = $1', [drawingId], 'piece_mark, id');
  }

  async #read(table, id) {
    const [row] = await this.#list(table, 'id = $1', [id], 'id');
    return row;
  }

  #list(table, where, values, order) {
    return this.#sql(
      `select ${COLUMNS[table].join(', ')} from ${table} where ${where} order by ${order} limit 50`,
      values,
    );
  }

  async #delete(table, id) {
    const rows = await this.#sql(`delete from ${table} where id = $1 returning id`, [id]);
    return rows.length === 1;
  }

  async #insert(table, given) {
    const values = { id: randomUUID(), ...given };
    const columns = known(table, values);
    await this.#sql(
      `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
      parameters(columns, values),
    );
    return values;
  }

  async #update(table, id, changes) {
    const columns = known(table, changes);
    const set = columns.map((column, index) => `${column} = $${index + 2}`);
    if (DATED.includes(table)) set.push('updated_at = now()');
    const rows = await this.#sql(`update ${table} set ${set.join(', ')} where id = $1 returning id`, [
      id,
      ...parameters(columns, changes),
    ]);
    return rows.length === 1;
  }
}

function known(table, values) {
  const columns = Object.keys(values);
  const unknown = columns.filter((column) => !COLUMNS[table].includes(column));
  if (unknown.length > 0) throw new Error(`The old application knows no column ${unknown.join(', ')} of ${table}.`);
  return columns;
}

function parameters(columns, values) {
  return columns.map((column) =>
    JSON_COLUMNS.includes(column) && values[column] !== null ? JSON.stringify(values[column]) : values[column],
  );
}

module.exports = { OldClient };
