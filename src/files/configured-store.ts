import { join } from 'node:path';
import { type Settings, SettingsError } from '../config/settings';
import type { ContentStore } from './content-store';
import { LocalContentStore } from './local-content-store';
import { S3ContentStore } from './s3-content-store';
import { UNFINISHED } from './spooled-file';

/** What says where files are. */
export type StoreSettings = Pick<
  Settings,
  'DATA_DIR' | 'FILES_DIR' | 'FILES_S3_BUCKET' | 'FILES_S3_ENDPOINT' | 'FILES_S3_REGION' | 'FILES_S3_PREFIX'
>;

/**
 * The store that the settings name: a bucket, or a folder beside the media.
 *
 * @throws SettingsError for an endpoint without a bucket: whoever set it does not mean the local folder
 */
export function contentStore(settings: StoreSettings): ContentStore {
  const folder = localStoreFolder(settings);
  const { FILES_S3_BUCKET: bucket, FILES_S3_ENDPOINT: endpoint, FILES_S3_REGION: region } = settings;
  if (bucket === undefined) {
    if (endpoint === undefined) return new LocalContentStore(folder);
    throw new SettingsError('FILES_S3_ENDPOINT is set and FILES_S3_BUCKET is not: name the bucket, or leave both out.');
  }
  return new S3ContentStore(
    {
      bucket,
      ...(endpoint !== undefined && { endpoint }),
      ...(region !== undefined && { region }),
      prefix: settings.FILES_S3_PREFIX,
    },
    join(folder, UNFINISHED),
  );
}

/** The folder of media, in which the local store has its own. */
export function folderOfFiles({ FILES_DIR, DATA_DIR }: Pick<Settings, 'DATA_DIR' | 'FILES_DIR'>): string {
  return FILES_DIR ?? join(DATA_DIR, 'files');
}

/** Where the store keeps files, for a sentence: a folder's path, or `the bucket pictures`. */
export function placeOfStore(settings: StoreSettings): string {
  const { FILES_S3_BUCKET: bucket } = settings;
  return bucket === undefined ? localStoreFolder(settings) : `the bucket ${bucket}`;
}

function localStoreFolder(settings: Pick<Settings, 'DATA_DIR' | 'FILES_DIR'>): string {
  return join(folderOfFiles(settings), 'content');
}
