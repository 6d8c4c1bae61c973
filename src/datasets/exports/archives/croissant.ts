import type { DatasetCounts, DatasetDescription, DescribedFile } from './dataset-description';
import { type ExportedPicture, PICTURE_COLUMNS, SPLITS } from './exported-picture';
import { type ArchiveLayout, mediaTypeOf, SHARDS } from './picture-names';

/** The context that the specification recommends (Appendix 1), as far as its words are used here. */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  sc: 'https://schema.org/',
  cr: 'http://mlcommons.org/croissant/',
  dct: 'http://purl.org/dc/terms/',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  equivalentProperty: 'cr:equivalentProperty',
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  key: 'cr:key',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  source: 'cr:source',
};

const MEANT = { train: 'cr:TrainingSplit', validation: 'cr:ValidationSplit', test: 'cr:TestSplit' } as const;

const TYPES: Partial<Record<keyof ExportedPicture, string | string[]>> = {
  size: 'sc:Integer',
  width: 'sc:Integer',
  height: 'sc:Integer',
  group: 'sc:Integer',
  labels: ['sc:Text', 'cr:Label'],
  original_url: 'sc:URL',
  final_url: 'sc:URL',
  source_page: 'sc:URL',
  licence_url: 'sc:URL',
  fetched_at: 'sc:DateTime',
};

const DESCRIPTIONS: Partial<Record<keyof ExportedPicture, string>> = {
  id: 'Of the image.',
  file_name: 'As its source named it.',
  sha256: 'Of the bytes as they were served.',
  group: 'The same for near duplicates, which are all in one split: the number of the first of them.',
  phash: 'A perceptual hash of 64 bits.',
  verdict: 'What checking it has found.',
};

const EQUIVALENT: Partial<Record<keyof ExportedPicture, string>> = {
  sha256: 'sc:sha256',
  size: 'sc:contentSize',
  original_url: 'sc:contentUrl',
  author: 'sc:creator',
  licence_url: 'sc:license',
  source_page: 'sc:isPartOf',
};

/**
 * A description after Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html): files lie where it
 * lies, in the unpacked archive; its table is the list of pictures, joined with the pictures by their names.
 *
 * @param list the list of pictures, a line of JSON each
 * @param licences addresses of the licences that pictures have
 */
export function croissantOf(
  about: DatasetDescription,
  {
    counts,
    licences,
    list,
    layout,
  }: {
    counts: DatasetCounts;
    licences: readonly string[];
    list: DescribedFile;
    layout: ArchiveLayout;
  },
): object {
  return {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name: about.name,
    description: about.description,
    url: about.url,
    creator: { '@type': 'sc:Organization', name: about.creator },
    datePublished: about.published,
    license: [
      ...licences,
      {
        '@type': 'sc:CreativeWork',
        name: 'Each picture has its own licence: see ATTRIBUTION.md',
        url: 'ATTRIBUTION.md',
      },
    ],
    isLiveDataset: false,
    distribution: [listed(list), ...files(layout, Object.keys(counts.formats))],
    recordSet: [...(about.splits === null ? [] : [splits()]), pictures(list.name, about.splits !== null), images()],
  };
}

function listed({ name, size, sha256 }: DescribedFile): object {
  return {
    '@type': 'cr:FileObject',
    '@id': name,
    name,
    description: 'A line for each picture.',
    contentUrl: name,
    contentSize: `${String(size)} B`,
    encodingFormat: 'application/jsonlines',
    sha256,
  };
}

function files(layout: ArchiveLayout, formats: readonly string[]): object[] {
  const encodingFormat = formats.map(mediaTypeOf).sort();
  const pictureFiles = { '@type': 'cr:FileSet', '@id': 'picture-files', name: 'picture-files', encodingFormat };
  if (layout.kind === 'folders')
    return [{ ...pictureFiles, description: 'The pictures, as they were served.', includes: 'images/**' }];
  return [
    {
      '@type': 'cr:FileSet',
      '@id': 'shards',
      name: 'shards',
      description: 'WebDataset shards.',
      encodingFormat: 'application/x-tar',
      includes: `${SHARDS}/*.tar`,
    },
    {
      ...pictureFiles,
      description: 'The pictures in the shards, as they were served.',
      containedIn: { '@id': 'shards' },
      includes: `*.${layout.suffix}`,
    },
  ];
}

function splits(): object {
  return {
    '@type': 'cr:RecordSet',
    '@id': 'splits',
    name: 'splits',
    dataType: 'cr:Split',
    key: { '@id': 'splits/name' },
    field: [
      { '@type': 'cr:Field', '@id': 'splits/name', name: 'name', dataType: 'sc:Text' },
      { '@type': 'cr:Field', '@id': 'splits/url', name: 'url', dataType: 'cr:Split' },
    ],
    data: SPLITS.map((split) => ({ 'splits/name': split, 'splits/url': MEANT[split] })),
  };
}

function pictures(list: string, divided: boolean): object {
  const column = (name: string, rest: object) => ({
    '@type': 'cr:Field',
    '@id': `pictures/${name}`,
    name,
    ...rest,
    source: { fileObject: { '@id': list }, extract: { column: name } },
  });
  return {
    '@type': 'cr:RecordSet',
    '@id': 'pictures',
    name: 'pictures',
    description: 'What is known of each picture.',
    key: { '@id': 'pictures/name' },
    field: [
      column('path', { description: 'Where it lies in the archive.', dataType: 'sc:Text' }),
      column('name', { description: 'The name of its file.', dataType: 'sc:Text' }),
      ...PICTURE_COLUMNS.filter((name) => name !== 'provenance').map((name) =>
        column(name, {
          ...(DESCRIPTIONS[name] !== undefined && { description: DESCRIPTIONS[name] }),
          dataType: TYPES[name] ?? 'sc:Text',
          ...(EQUIVALENT[name] !== undefined && { equivalentProperty: EQUIVALENT[name] }),
          ...(name === 'labels' && { isArray: true }),
          ...(name === 'split' && divided && { references: { '@id': 'splits/name' } }),
        }),
      ),
    ],
  };
}

function images(): object {
  const field = (name: string, dataType: string, fileProperty: string, rest = {}) => ({
    '@type': 'cr:Field',
    '@id': `images/${name}`,
    name,
    dataType,
    source: { fileSet: { '@id': 'picture-files' }, extract: { fileProperty } },
    ...rest,
  });
  return {
    '@type': 'cr:RecordSet',
    '@id': 'images',
    name: 'images',
    description: 'The pictures themselves.',
    key: { '@id': 'images/name' },
    field: [
      field('name', 'sc:Text', 'filename', { references: { '@id': 'pictures/name' } }),
      field('content', 'sc:ImageObject', 'content'),
    ],
  };
}
