import { plain } from './attribution';
import type { DatasetCounts, DatasetDescription } from './dataset-description';
import type { ArchiveLayout } from './picture-names';

/** What README.md in an archive says: what it is, how it was made, what is in it, how to read it. */
export function readmeOf(about: DatasetDescription, counts: DatasetCounts, layout: ArchiveLayout): string {
  return [
    `# ${plain(about.name)}`,
    plain(about.description),
    `Made by ${plain(about.creator)}; see <${encodeURI(about.url)}>.`,
    '## What is in it',
    `${String(counts.pictures)} pictures, ${String(counts.bytes)} bytes, as they were served: none was encoded again.`,
    table('Format', counts.formats),
    table('Verdict', counts.verdicts),
    table('Licence', counts.licences),
    ...(about.splits === null ? [] : splits(about.splits, counts)),
    '## Files',
    files(layout),
    '## How to read it',
    layout.kind === 'folders' ? FOLDERS : shards(layout.suffix),
    '## How it was made',
    'Sources, filter and rules:',
    fenced(about.made),
    'Versions:',
    fenced(about.versions),
    'Licences differ from picture to picture. ATTRIBUTION.md names them, as far as the sources did.\n',
  ].join('\n\n');
}

function splits(splits: NonNullable<DatasetDescription['splits']>, counts: DatasetCounts): string[] {
  const { groups, largest_group: largest, proof, seed } = splits;
  return [
    '## Splits',
    table('Split', counts.splits),
    `Near duplicates are always in one split: the pictures make ${String(groups)} groups, the largest of ${String(largest)}. ` +
      `After dividing, ${String(proof.pairs_checked)} pairs of near duplicates were looked at again; ${String(proof.pairs_across_splits)} of them cross a split. ` +
      `The seed is \`${seed.replace(/[`\s]+/g, ' ')}\`: the same pictures are divided the same way again.`,
  ];
}

function files(layout: ArchiveLayout): string {
  return [
    layout.kind === 'folders' ? '- `images/`: the pictures' : '- `shards/`: the pictures, in WebDataset shards',
    '- `pictures.ndjson`: a line of JSON for each picture: its path, hash, size, labels, addresses, licence, verdict',
    '- `manifest.json`: counts, rules, versions, the proof of the splits, and the hashes of the files beside it',
    '- `croissant.json`: the same for programs, after [Croissant 1.1](https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html)',
    '- `ATTRIBUTION.md`: author, licence and page of each picture',
  ].join('\n');
}

const FOLDERS = `\`\`\`python
import json

for line in open("pictures.ndjson", encoding="utf-8"):
    picture = json.loads(line)
    print(picture["path"], picture["labels"], picture["split"])
\`\`\``;

const shards = (
  suffix: string,
) => `A sample is \`<key>.${suffix}\`, \`<key>.json\` (its line of \`pictures.ndjson\`) and \`<key>.txt\` (its labels).

\`\`\`python
import glob
import webdataset as wds

for sample in wds.WebDataset(sorted(glob.glob("shards/*.tar")), shardshuffle=False):
    print(sample["__key__"], len(sample["${suffix}"]), sample["txt"].decode())
\`\`\``;

function table(title: string, counts: Record<string, number>): string {
  const rows = Object.entries(counts).map(([name, count]) => `| ${plain(name)} | ${String(count)} |`);
  return [`| ${title} | Pictures |`, '| --- | --- |', ...rows].join('\n');
}

/** JSON as a block that its contents cannot end: four spaces stand before every line. */
function fenced(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/^/gm, '    ');
}
