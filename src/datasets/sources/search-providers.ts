import { openverse } from './openverse';
import type { SearchProvider } from './search-provider';
import { wikimediaCommons } from './wikimedia-commons';

/** By the names under which a job's sources ask for them. Another provider is one more line. */
export const SEARCH_PROVIDERS = { openverse, wikimedia_commons: wikimediaCommons } as const satisfies Record<
  string,
  SearchProvider
>;

/** A provider's name. */
export type SearchProviderName = keyof typeof SEARCH_PROVIDERS;
