import './files.constraints';
import './files.problems';
import { Global, Module } from '@nestjs/common';
import { type Settings, SETTINGS } from '../config/settings';
import { contentStore, folderOfFiles } from './configured-store';
import { ContentStore } from './content-store';
import { FileStore } from './file-store';
import { StoredFiles } from './stored-files';

/** Where files are kept: media by their paths, and pictures and exports by their content. */
@Global()
@Module({
  providers: [
    {
      provide: FileStore,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => new FileStore(folderOfFiles(settings)),
    },
    { provide: ContentStore, inject: [SETTINGS], useFactory: contentStore },
    StoredFiles,
  ],
  exports: [FileStore, ContentStore, StoredFiles],
})
export class FilesModule {}
