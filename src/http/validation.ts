import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { converted } from './convert';
import { isFlawless } from './flawless';
import { type FieldError, ProblemError } from './problem';

const NO_FIELD = 'is not a field of this resource';

const OPTIONS = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, stopAtFirstError: true };

/**
 * Checks one input against its DTO class. Unknown fields are refused; nothing is converted that the DTO does not convert.
 *
 * @returns the instance, and what is wrong with it (empty: nothing); pointers start with `prefix`
 */
export function checked<T extends object>(
  type: new () => T,
  input: unknown,
  prefix = '',
): { value: T; errors: FieldError[] } {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return { value: new type(), errors: [{ pointer: prefix, detail: 'must be an object' }] };
  const value = converted(type, input);
  if (isFlawless(type, input, value)) return { value, errors: [] };
  const inherited = Object.keys(input).filter((key) => key in Object.prototype);
  const errors = validateSync(value, OPTIONS).flatMap((error) => fieldErrors(error, prefix));
  return { value, errors: [...inherited.map((key) => ({ pointer: `${prefix}/${key}`, detail: NO_FIELD })), ...errors] };
}

function fieldErrors(error: ValidationError, prefix: string): FieldError[] {
  const pointer = `${prefix}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.entries(error.constraints ?? {}).map(([kind, message]) => ({
    pointer,
    detail: kind === 'whitelistValidation' ? NO_FIELD : message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, pointer))];
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
    const { value, errors } = checked(metatype as new () => object, input ?? {});
    if (errors.length === 0) return value;
    const named = type === 'query' ? errors.map((error) => ({ ...error, pointer: error.pointer.slice(1) })) : errors;
    throw new ProblemError('invalid_input', sentenceOf(named), named);
  }
}
