import type { Area } from '../areas';
import type { DrawingType, PageFailureCode } from '../page-facts';
import type { PagePixels, PageSlice } from './pdf-file';

/** A file that pages are read from, and what it is said to be. */
export interface PageFile {
  path: string;
  content_type: DrawingType;
}

/** Limits that the engine keeps by itself. */
export interface RenderLimits {
  /** Of a file. */
  bytes: number;
  /** Of a document. */
  pages: number;
  /** Of a page that is a picture. */
  source_pixels: number;
  /** Of the pixels of what is drawn at once, at four bytes each. */
  drawn_bytes: number;
}

/** A page of a file, and what of it shall be drawn. */
export interface PageArea {
  file: PageFile;
  page: number;
  area: Area;
}

/** What the engine can be asked to do. */
export type RenderWork =
  | { kind: 'slice'; file: PageFile; first: number; has_user_units?: boolean }
  | ({ kind: 'draw' } & PageArea)
  | { kind: 'compare'; old: PageArea; current: PageArea };

/** Work for a child process. */
export interface RenderTask {
  work: RenderWork;
  limits: RenderLimits;
}

/** A PNG. */
export interface Png {
  png: Uint8Array;
  width: number;
  height: number;
}

/** Two pages over each other: how many pixels only the old one has ink at, and only the new one. */
export interface ComparisonPng extends Png {
  removed: number;
  added: number;
}

/** Why nothing came of a task. */
export interface Failed {
  failure: { code: PageFailureCode; detail: string };
}

/** What comes of a task. */
export type RenderResult = PageSlice | Png | ComparisonPng | Failed;

/** What PDFium's thread is asked. */
export type PdfTask = { path: string; limits: RenderLimits } & (
  { kind: 'slice'; first: number; has_user_units?: boolean } | { kind: 'draw'; page: number; area: Area }
);

/** What it answers; `spent` when it should not be asked again, because its memory has grown, or cannot be trusted. */
export type PdfAnswer = { spent: boolean } & ({ result: PageSlice | PagePixels } | Failed | { failed: string });
