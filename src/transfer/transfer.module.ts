import { Global, Module } from '@nestjs/common';
import { Exporter } from './exporter';
import { ImportBatches } from './import-batches';
import { ImportFiles } from './import-files';
import { Importer } from './importer';
import { ImportsController } from './imports.controller';

/** Files in and out of collections. */
@Global()
@Module({
  controllers: [ImportsController],
  providers: [ImportFiles, ImportBatches, Importer, Exporter],
  exports: [ImportFiles, Importer, Exporter],
})
export class TransferModule {}
