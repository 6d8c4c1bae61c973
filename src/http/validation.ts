import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { type ToInstance, toInstance, toInstanceQuickly } from './convert';
import { fieldsOf } from './dto-fields';
import { isFlawless } from './flawless';
import { type FieldError, ProblemError } from './problem';

const NO_FIELD = 'is not a field of this resource';

const OPTIONS = { forbidUnknownValues: true, stopAtFirstError: true };

/**
 * Checks one input against its DTO class. Unknown fields are refused; nothing is converted that the DTO does not convert.
 *
 * @param convert how the instance is made; unless it is said, in the way for one item of many
 * @returns the instance, and what is wrong with it (empty: nothing); pointers start with `prefix`
 */
export function checked<T extends object>(
  type: new () => T,
  input: unknown,
  prefix = '',
  convert: ToInstance = toInstanceQuickly,
): { value: T; errors: FieldError[] } {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return { value: new type(), errors: [{ pointer: prefix, detail: 'must be an object' }] };
  const value = convert(type, input);
  const fields = fieldsOf(type);
  const unknown = Object.keys(input)
    .filter((key) => !fields.has(key))
    .map((key) => ({ pointer: pointerTo(prefix, key), detail: NO_FIELD }));
  if (isFlawless(type, value)) return { value, errors: unknown };
  const errors = validateSync(value, OPTIONS).flatMap((error) => fieldErrors(error, prefix));
  return { value, errors: [...unknown, ...errors] };
}

function fieldErrors(error: ValidationError, prefix: string): FieldError[] {
  const pointer = pointerTo(prefix, error.property);
  const own = Object.values(error.constraints ?? {}).map((detail) => ({ pointer, detail }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, pointer))];
}

function pointerTo(prefix: string, key: string): string {
  return `${prefix}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** One sentence for a set of bad fields. */
export function sentenceOf(errors: readonly FieldError[]): string {
  const [first] = errors;
  if (!first) return 'The input is not valid.';
  const more = errors.length > 1 ? `, and ${String(errors.length - 1)} more` : '';
  return `${first.pointer === '' ? 'The body' : first.pointer.replace(/^\//, '')} ${first.detail}${more}.`;
}

/** Checks bodies and query strings against their DTO classes, for every handler. */
@Injectable()
export class InputPipe implements PipeTransform {
  transform(input: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (
      (type !== 'body' && type !== 'query') ||
      !metatype ||
      [Object, String, Number, Boolean, Array].includes(metatype as never)
    )
      return input;
    const { value, errors } = checked(metatype as new () => object, input ?? {}, '', toInstance);
    if (errors.length === 0) return value;
    const named = type === 'query' ? errors.map((error) => ({ ...error, pointer: error.pointer.slice(1) })) : errors;
    throw new ProblemError('invalid_input', sentenceOf(named), named);
  }
}
