/** The parts a dataset may be divided into, in the order in which they are named. */
export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** What an export says of a picture, beside its bytes. Times are ISO 8601. */
export interface ExportedPicture {
  /** Of the image. */
  id: string;
  /** As its source named it; archives name it otherwise. */
  file_name: string;
  sha256: string;
  /** Bytes. */
  size: number;
  /** Pixels. */
  width: number | null;
  height: number | null;
  /** As decoded: `jpeg`, `png`, `webp`… */
  format: string;
  /** Absent where the dataset is not divided. */
  split: Split | null;
  labels: readonly string[];
  title: string | null;
  original_url: string;
  final_url: string | null;
  source_page: string | null;
  fetched_at: string | null;
  author: string | null;
  licence: string | null;
  licence_url: string | null;
  attribution: string | null;
  verdict: string | null;
  /** 16 hexadecimal digits. */
  phash: string | null;
  /** The same for near duplicates: the number of the first of them in the export, from 1 on. */
  group: number | null;
  /** Whatever else is known: redirects, headers, what robots.txt and AI preferences said, scores of checks. */
  provenance: object | null;
}

/** Each once, in the order of every list of pictures. The compiler asks for those that are missing. */
const EACH: Readonly<Record<keyof ExportedPicture, true>> = {
  id: true,
  file_name: true,
  sha256: true,
  size: true,
  width: true,
  height: true,
  format: true,
  split: true,
  labels: true,
  title: true,
  original_url: true,
  final_url: true,
  source_page: true,
  fetched_at: true,
  author: true,
  licence: true,
  licence_url: true,
  attribution: true,
  verdict: true,
  phash: true,
  group: true,
  provenance: true,
};

/** The columns of every list of pictures, in their order. */
export const PICTURE_COLUMNS = Object.keys(EACH) as readonly (keyof ExportedPicture)[];

/** A picture with its columns in their order, and nothing else: the same picture is the same text. */
export function inOrder(picture: ExportedPicture): ExportedPicture {
  return Object.fromEntries(PICTURE_COLUMNS.map((name) => [name, picture[name]])) as unknown as ExportedPicture;
}
