import busboy from '@fastify/busboy';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { type ContentStore, FileTooLargeError, type ReceivedFile } from '../../files/content-store';
import { ProblemError } from '../../http/problem';
import { checked, sentenceOf } from '../../http/validation';
import { DrawingUploadQuery } from './drawing.dto';

/** A request that brings a drawing: its file as the body, or as the part `file` of a form. */
export interface DrawingUpload {
  body: Readable;
  headers: IncomingHttpHeaders;
}

/** A drawing that has arrived. The file must be kept or discarded. */
export interface ReceivedDrawing {
  file: ReceivedFile;
  said: DrawingUploadQuery;
}

/** Parts of a form beside its file; what more comes is refused. */
const PARTS = 20;
const PART_BYTES = 10_000;

const FIELDS: ReadonlySet<string> = new Set<keyof DrawingUploadQuery>([
  ...(['file_name', 'project_ids', 'drawing_type', 'sheet_number', 'drawing_date', 'revision', 'supersedes'] as const),
]);

/**
 * Reads a drawing's file to its end, onto this machine's disk.
 *
 * @param said in the address; what a form says comes before it
 * @throws ProblemError 400 a form that is none, without a file, or with wrong parts · 413
 */
export async function receiveDrawing(
  { body, headers }: DrawingUpload,
  said: DrawingUploadQuery,
  store: ContentStore,
  maxBytes: number,
): Promise<ReceivedDrawing> {
  try {
    if (headers['content-type']?.startsWith('multipart/form-data') !== true)
      return { file: await store.receive(body, { maxBytes }), said };
    return await receiveForm(body, headers['content-type'], said, store, maxBytes);
  } catch (error) {
    if (error instanceof FileTooLargeError)
      throw new ProblemError('body_too_large', `A drawing has at most ${String(maxBytes)} bytes.`);
    throw error;
  }
}

async function receiveForm(
  body: Readable,
  contentType: string,
  said: DrawingUploadQuery,
  store: ContentStore,
  maxBytes: number,
): Promise<ReceivedDrawing> {
  const given: Record<string, string> = {};
  let name: string | undefined;
  let receiving: Promise<ReceivedFile> | undefined;
  let wrong: ProblemError | undefined;
  const refuse = (detail: string, pointer = '') => {
    wrong ??= new ProblemError('malformed_request', detail, pointer === '' ? [] : [{ pointer, detail }]);
  };
  try {
    const form = busboy({
      headers: { 'content-type': contentType },
      limits: { files: 1, fields: PARTS, parts: PARTS + 1, fieldSize: PART_BYTES, fieldNameSize: 100, headerPairs: 50 },
    });
    form.on('field', (field, value, isNameCut, isValueCut) => {
      if (isNameCut || isValueCut) refuse(`The part ${field} is too long.`, `/${field}`);
      else if (!FIELDS.has(field))
        refuse(`The form has a part ${field}, which is none of ${[...FIELDS].join(', ')}, file.`, `/${field}`);
      else given[field] = given[field] === undefined ? value : `${given[field]},${value}`;
    });
    form.on('file', (field, stream, fileName) => {
      if (field !== 'file') {
        refuse(`The file is the part ${field}; it must be the part file.`, `/${field}`);
        stream.resume();
        return;
      }
      name = fileName;
      receiving = store.receive(stream, { maxBytes });
      // Its failure is told below; until then nobody is listening.
      receiving.catch(() => {
        stream.resume();
      });
    });
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
      form.on(limit, () => {
        refuse(`The form has too many parts: one file, and at most ${String(PARTS)} others.`);
      });
    await new Promise<void>((resolve, reject) => {
      form.on('finish', resolve);
      form.on('error', reject);
      body.on('error', reject);
      body.on('aborted', () => {
        reject(new Error('the request was cut off'));
      });
      body.pipe(form);
    });
  } catch (error) {
    await receiving?.then((file) => file.discard()).catch(() => undefined);
    throw new ProblemError('malformed_request', `The form cannot be read: ${(error as Error).message.slice(0, 200)}.`);
  }
  const file = await receiving;
  try {
    if (!wrong && !file) refuse('The form has no file: send it as the part file.', '/file');
    if (wrong) throw wrong;
    const { value, errors } = checked(DrawingUploadQuery, given);
    if (errors.length > 0) throw new ProblemError('invalid_input', sentenceOf(errors), errors);
    const named = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
    const all = Object.assign(new DrawingUploadQuery(), name === undefined ? {} : { file_name: name }, said, named);
    return { file: file as ReceivedFile, said: all };
  } catch (error) {
    await file?.discard();
    throw error;
  }
}
