import { Global, Module } from '@nestjs/common';
import { Lists } from './lists';

/** Pages of lists, for every room. */
@Global()
@Module({ providers: [Lists], exports: [Lists] })
export class ListsModule {}
