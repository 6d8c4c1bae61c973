import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { ClsModule } from 'nestjs-cls';
import type { Settings } from '../config/settings';
import { DATABASE_URL, dataSourceOptions } from './data-source';
import { Database } from './database.service';
import { LOGGER, type Logger } from './logger';

/** The connection, transactions and the log, for everyone. */
@Module({})
export class DatabaseModule {
  static to(url: string, settings: Settings, logger: Logger): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({ ...dataSourceOptions(url, settings), retryAttempts: 0 }),
        ClsModule.forRoot({
          global: true,
          plugins: [
            new ClsPluginTransactional({
              imports: [TypeOrmModule],
              adapter: new TransactionalAdapterTypeOrm({ dataSourceToken: getDataSourceToken() }),
            }),
          ],
        }),
      ],
      providers: [{ provide: DATABASE_URL, useValue: url }, { provide: LOGGER, useValue: logger }, Database],
      exports: [DATABASE_URL, LOGGER, Database],
    };
  }
}
