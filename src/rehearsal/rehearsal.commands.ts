import { Command, Option, StrictCommand, wholeNumber } from '../command-line/command';
import { UsageError } from '../command-line/exit';
import type { WithChanges } from '../migrator/commands/with-changes';
import { FLAWS } from './flaws';
import type { LegacyDataOptions, LegacyDataSummary } from './legacy-data';
import { DEFAULT_SHOTS } from './legacy-sizes';

interface GenerateOptions {
  shots?: number;
  seed?: number;
  flaws?: LegacyDataOptions['flaws'];
  chain?: number;
  listFlaws?: boolean;
  json?: boolean;
}

const HELP = `Makes the legacy tables and their rows: projects, episodes, shots, stories with scenelets, crawl jobs with images,
drawings with components, profiles and activity. Then "migrate" takes that database forward as it would take yours.
The same --seed, --shots, --chain and --flaws make the same rows on every machine.

The data is clean unless --flaws asks for what grown data has: episodes whose project is gone, shots of one name,
stories that are no tree, and more. Every flaw gets rows of its own; the report names the ids that were planted, so
that you can see whether a later report finds them. Some flaws are legal: an upgrade takes them as they are.

Works only in a database without any tables, which DATABASE_URL names, and refuses any other. Nothing is made when it
fails, but the empty legacy tables may be left. A million shots take about a minute and half a gigabyte.

Examples:
  continuity generate-legacy-data
  continuity generate-legacy-data --shots 1000000 --flaws all
  continuity generate-legacy-data --flaws shot-name-case-twins=12,episode-without-project --json
  continuity generate-legacy-data --list-flaws`;

@Command({ name: 'generate-legacy-data', description: 'Make an old database to rehearse the upgrade on.' })
export class GenerateLegacyDataCommand extends StrictCommand {
  protected override readonly help = HELP;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], { json = false, listFlaws = false, shots, ...options }: GenerateOptions): Promise<void> {
    if (listFlaws) {
      process.stdout.write(json ? `${JSON.stringify({ flaws: FLAWS.map(described) })}\n` : flawList());
      return;
    }
    const say = (line: string) => {
      if (!json) process.stdout.write(`${line}\n`);
    };
    const summary = await this.withChanges(async ({ url, changes }) => {
      const { LegacyData, refuseTables } = await import('./legacy-data.js');
      const data = new LegacyData(url, { ...options, ...(shots !== undefined && { sizes: { shots } }) });
      await refuseTables(url);
      await changes.migrate('LegacySchema');
      return data.generate((table, rows) => {
        say(`${table}: ${rows.toLocaleString('en')}`);
      });
    });
    process.stdout.write(json ? `${JSON.stringify(summary)}\n` : report(summary));
  }

  @Option({
    flags: '--shots <number>',
    description: `how many shots; the rest follows from it (default: ${DEFAULT_SHOTS})`,
  })
  parseShots(shots: string): number {
    return wholeNumber('--shots', shots, 0);
  }

  @Option({ flags: '--seed <number>', description: 'another number makes other rows (default: 1)' })
  parseSeed(seed: string): number {
    return wholeNumber('--seed', seed, 0);
  }

  @Option({
    flags: '--flaws <flaws>',
    description:
      'none, all, or names of flaws with commas between them, each with =COUNT if you like (default: none; without a count: one for 10,000 shots, at least 2)',
  })
  parseFlaws(flaws: string): LegacyDataOptions['flaws'] {
    if (flaws === 'none' || flaws === 'all') return flaws;
    return flaws.split(',').map((flaw) => {
      const [, name = '', count] = /^([^=]+)(?:=(.*))?$/.exec(flaw.trim()) ?? [];
      if (!FLAWS.some((known) => known.name === name))
        throw new UsageError(`There is no flaw ${JSON.stringify(name)}. --list-flaws shows them all.`);
      return { name, ...(count !== undefined && { count: wholeNumber(`--flaws ${name}=`, count, 0) }) };
    });
  }

  @Option({ flags: '--chain <number>', description: 'one more story, of so many scenelets one after another' })
  parseChain(chain: string): number {
    return wholeNumber('--chain', chain, 0);
  }

  @Option({ flags: '--list-flaws', description: 'show the flaws, and make nothing' })
  parseListFlaws(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON: the rows of each table, and of each flaw the ids' })
  parseJson(): boolean {
    return true;
  }
}

function described({ name, description, legal, offenders, overlap }: (typeof FLAWS)[number]) {
  return { name, description, legal, table: offenders, ...(overlap !== undefined && { overlap }) };
}

function flawList(): string {
  const width = Math.max(...FLAWS.map(({ name }) => name.length));
  const lines = FLAWS.map(({ name, description, legal, overlap }) => {
    const notes = [...(legal ? ['legal'] : []), ...(overlap !== undefined ? [overlap] : [])];
    return `${name.padEnd(width)}  ${description}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}\n`;
  });
  return lines.join('');
}

function report({ rows, flaws }: LegacyDataSummary): string {
  const planted = flaws.map(
    ({ name, legal, table, offences }) =>
      `planted ${name}${legal ? ' (legal)' : ''}: ${offences.length} in ${table}${offences[0] ? `, for instance ${offences[0].slice(0, 3).join(', ')}` : ''}\n`,
  );
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `${planted.join('')}${total.toLocaleString('en')} rows made. Next: continuity migrate.\n`;
}
