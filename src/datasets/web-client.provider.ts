import type { FactoryProvider } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS, type Settings } from '../config/settings';
import { WebClient } from './web/web-client';

/** The one client of a process: its limits are those of all crawls that the process works on. */
export const webClientProvider: FactoryProvider<WebClient> = {
  provide: WebClient,
  inject: [SETTINGS],
  useFactory: ({ CRAWLER_ALLOWED_NETWORKS, CRAWLER_CONTACT }: Settings) =>
    new WebClient({ version: programVersion(), contact: CRAWLER_CONTACT, allowedNetworks: CRAWLER_ALLOWED_NETWORKS }),
};

/** As package.json says; 0 when that is not there. */
export function programVersion(): string {
  // From src/datasets as well as from dist/src/datasets.
  for (const up of ['../..', '../../..'])
    try {
      return (JSON.parse(readFileSync(join(__dirname, up, 'package.json'), 'utf8')) as { version: string }).version;
    } catch {
      // Not here.
    }
  return '0';
}
