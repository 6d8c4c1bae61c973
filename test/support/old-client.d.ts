/** Takes a statement and its values, and gives the rows. */
export type Sql = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;

/** Values by legacy column; an unknown column is refused. */
export type LegacyValues = Record<string, unknown>;

/** The row as it was sent, with its id. */
type Created = Promise<LegacyValues & { id: string }>;

/** Whether there was such a row. */
type Changed = Promise<boolean>;

/**
 * What the legacy application sends: parameterised statements that name legacy columns and no others, each committed by
 * itself. The rows' ids and times of deletion are the client's, so that it knows every value it has written.
 */
export class OldClient {
  constructor(sql: Sql);
  createProfile(values: LegacyValues): Created;
  updateProfile(id: string, changes: LegacyValues): Changed;
  readProfile(id: string): Promise<LegacyValues | undefined>;
  createProject(values: LegacyValues): Created;
  /** What a person has not deleted, newest first. All lists have 50 rows at most. */
  listProjects(userId: string): Promise<LegacyValues[]>;
  renameProject(id: string, name: string): Changed;
  /** `active`, `archived` or `deleted`; deleting and restoring a project is nothing else. */
  setProjectStatus(id: string, status: string): Changed;
  createEpisode(values: LegacyValues): Created;
  renameEpisode(id: string, name: string): Changed;
  deleteEpisode(id: string, at?: Date): Changed;
  restoreEpisode(id: string): Changed;
  createShot(values: LegacyValues): Created;
  updateShot(id: string, changes: LegacyValues): Changed;
  deleteShot(id: string, at?: Date): Changed;
  restoreShot(id: string): Changed;
  readShot(id: string): Promise<LegacyValues | undefined>;
  /** The live shots of an episode, by name; 50 when no limit is given. */
  listShots(episodeId: string, limit?: number): Promise<LegacyValues[]>;
  /** The live episodes of a project, in their order. */
  listEpisodes(projectId: string): Promise<LegacyValues[]>;
  createStory(values: LegacyValues): Created;
  updateStory(id: string, changes: LegacyValues): Changed;
  /** For good, as everything but projects, episodes and shots; its scenelets and shots go along. */
  deleteStory(id: string): Changed;
  listStories(episodeId: string): Promise<LegacyValues[]>;
  createScenelet(values: LegacyValues): Created;
  updateScenelet(id: string, changes: LegacyValues): Changed;
  deleteScenelet(id: string): Changed;
  listScenelets(storyId: string): Promise<LegacyValues[]>;
  /** A shot of a story: without a name, and with the scenelet's place in the tree as text, such as `scenelet-3`. */
  createStoryShot(values: LegacyValues): Created;
  /** The shots of a story in the order in which they are played. */
  listStoryShots(storyId: string): Promise<LegacyValues[]>;
  /** `key_frame_image_path`, `audio_file_path`, `video_file_path`. */
  setMediaPaths(shotId: string, paths: LegacyValues): Changed;
  createCrawlJob(values: LegacyValues): Created;
  updateCrawlJob(id: string, changes: LegacyValues): Changed;
  deleteCrawlJob(id: string): Changed;
  listCrawlJobs(projectId: string): Promise<LegacyValues[]>;
  createImage(values: LegacyValues): Created;
  updateImage(id: string, changes: LegacyValues): Changed;
  deleteImage(id: string): Changed;
  listImages(crawlJobId: string): Promise<LegacyValues[]>;
  recordActivity(values: LegacyValues): Created;
  /** What somebody has done, the last first. */
  listActivity(userId: string): Promise<LegacyValues[]>;
  createDrawing(values: LegacyValues): Created;
  updateDrawing(id: string, changes: LegacyValues): Changed;
  /** With its components. */
  deleteDrawing(id: string): Changed;
  listDrawings(projectId: string): Promise<LegacyValues[]>;
  createComponent(values: LegacyValues): Created;
  updateComponent(id: string, changes: LegacyValues): Changed;
  deleteComponent(id: string): Changed;
  /** As the recognition of a drawing stores what it reads: a mark that is there is changed, another one is made. */
  upsertComponent(
    values: LegacyValues & { drawing_id: string; piece_mark: string },
  ): Promise<LegacyValues & { id: string; made: boolean }>;
  /** By the mark as it is written. */
  findComponents(drawingId: string, mark: string): Promise<LegacyValues[]>;
  listComponents(drawingId: string): Promise<LegacyValues[]>;
}
