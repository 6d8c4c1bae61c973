import { type FieldError, ProblemError } from '../../http/problem';
import { checked, sentenceOf } from '../../http/validation';
import { ExportFilter, type ExportFormat, ExportOptions, ExportSplits } from './export-job.dto';

/** How an export was asked for, checked, as it is kept. */
export interface ReadOptions {
  only_valid: boolean;
  filter: Partial<ExportFilter>;
  splits: ExportSplits | null;
  metadata: boolean;
  suffix: string | null;
}

/** `only_valid` is absent where it is left to the service. */
export type AskedOptions = Omit<ReadOptions, 'only_valid'> & { only_valid: boolean | undefined };

const AT = '/export_options';

/** @throws ProblemError 400 that names every option that is wrong, or that there is not */
export function readExportOptions(given: unknown, format: ExportFormat): AskedOptions {
  const { value: options, errors } = checked(ExportOptions, given, AT);
  const part = <Part extends object>(type: new () => Part, value: unknown, pointer: string): Part | undefined => {
    // What is no object has been found wrong already.
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const read = checked(type, value, pointer);
    errors.push(...read.errors);
    return read.value;
  };
  const filter = part(ExportFilter, options.filter, `${AT}/filter`);
  const splits = part(ExportSplits, options.splits, `${AT}/splits`);
  errors.push(...contradictions(format, options, filter, splits));
  if (errors.length > 0) throw new ProblemError('invalid_input', sentenceOf(errors), errors);
  return {
    only_valid: options.only_valid,
    filter: Object.assign({}, filter),
    splits: splits ? Object.assign({}, splits) : null,
    metadata: options.metadata,
    suffix: options.suffix ?? null,
  };
}

function contradictions(
  format: ExportFormat,
  { suffix }: ExportOptions,
  filter: ExportFilter | undefined,
  splits: ExportSplits | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  if (suffix !== undefined && format !== 'webdataset')
    errors.push({ pointer: `${AT}/suffix`, detail: 'is for the format webdataset only' });
  if (splits && splits.train + splits.validation + splits.test <= 0)
    errors.push({ pointer: `${AT}/splits`, detail: 'must have a share that is larger than 0' });
  for (const size of ['width', 'height', 'file_size'] as const) {
    const [least, most] = [filter?.[`min_${size}`], filter?.[`max_${size}`]];
    if (least !== undefined && most !== undefined && least > most)
      errors.push({ pointer: `${AT}/filter/max_${size}`, detail: `must be at least min_${size}` });
  }
  return errors;
}
