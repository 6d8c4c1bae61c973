import { openverse } from './openverse';
import type { SearchProvider } from './search-provider';
import { wikimediaCommons } from './wikimedia-commons';

/** Every service that finds pictures by keywords, by the name that the API knows it by. */
export const PROVIDERS: Readonly<Record<string, SearchProvider>> = {
  [openverse.name]: openverse,
  [wikimediaCommons.name]: wikimediaCommons,
};
