import './files.constraints';
import { Global, Module } from '@nestjs/common';
import { join } from 'node:path';
import { type Settings, SETTINGS } from '../config/settings';
import { FileStore } from './file-store';

/** Where media are kept: a folder of this machine, or one that several share. */
@Global()
@Module({
  providers: [
    {
      provide: FileStore,
      inject: [SETTINGS],
      useFactory: ({ FILES_DIR, DATA_DIR }: Settings) => new FileStore(FILES_DIR ?? join(DATA_DIR, 'files')),
    },
  ],
  exports: [FileStore],
})
export class FilesModule {}
