import { getMetadataStorage } from 'class-validator';

const known = new Map<object, ReadonlySet<string>>();

/** The fields of a DTO class: its properties with a rule, those of its parents included. */
export function fieldsOf(type: new () => object): ReadonlySet<string> {
  let fields = known.get(type);
  if (!fields) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
    fields = new Set(rules.map(({ propertyName }) => propertyName));
    known.set(type, fields);
  }
  return fields;
}
