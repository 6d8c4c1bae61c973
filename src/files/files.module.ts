import './files.constraints';
import './files.problems';
import { Global, Module } from '@nestjs/common';
import { join } from 'node:path';
import { type Settings, SETTINGS, SettingsError } from '../config/settings';
import { ContentStore } from './content-store';
import { FileStore } from './file-store';
import { LocalContentStore } from './local-content-store';
import { S3ContentStore } from './s3-content-store';
import { StoredFiles } from './stored-files';
import { UNFINISHED } from './spooled-file';

/** Where files are kept: media by their paths, and pictures and exports by their content. */
@Global()
@Module({
  providers: [
    {
      provide: FileStore,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => new FileStore(folderOf(settings)),
    },
    { provide: ContentStore, inject: [SETTINGS], useFactory: contentStore },
    StoredFiles,
  ],
  exports: [FileStore, ContentStore, StoredFiles],
})
export class FilesModule {}

type StoreSettings = Pick<
  Settings,
  'DATA_DIR' | 'FILES_DIR' | 'FILES_S3_BUCKET' | 'FILES_S3_ENDPOINT' | 'FILES_S3_REGION' | 'FILES_S3_PREFIX'
>;

/**
 * The store that the settings name: a bucket, or a folder beside the media.
 *
 * @throws SettingsError for an endpoint without a bucket: whoever set it does not mean the local folder
 */
export function contentStore(settings: StoreSettings): ContentStore {
  const folder = join(folderOf(settings), 'content');
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

function folderOf({ FILES_DIR, DATA_DIR }: Pick<Settings, 'DATA_DIR' | 'FILES_DIR'>): string {
  return FILES_DIR ?? join(DATA_DIR, 'files');
}
