import { getMetadataStorage, type ValidationArguments } from 'class-validator';

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** What one property must be. */
interface Rule {
  /** All of them true: the property is checked at all. */
  conditions: readonly ((object: object, value: unknown) => boolean)[];
  checks: readonly { accepts: (value: unknown, given: ValidationArguments) => unknown; constraints: unknown[] }[];
}

/** By DTO class; undefined for a class that uses more of class-validator than is understood here. */
const rules = new Map<object, ReadonlyMap<string, Rule> | undefined>();

/**
 * Does class-validator find nothing wrong? Asks its very checks, but leaves out what only a refusal needs, which is nine
 * tenths of its time: with a thousand items in a request, that is what the time goes into.
 *
 * @param value an instance of the class
 * @returns false also when class-validator itself must be asked
 */
export function isFlawless<T extends object>(type: new () => T, value: T): boolean {
  const known = rulesOf(type);
  if (!known) return false;
  for (const [property, { conditions, checks }] of known) {
    const given = (value as Record<string, unknown>)[property];
    if (!conditions.every((applies) => applies(value, given))) continue;
    for (const { accepts, constraints } of checks)
      if (accepts(given, { value: given, object: value, property, targetName: type.name, constraints }) !== true)
        return false;
  }
  return true;
}

function rulesOf(type: new () => object): ReadonlyMap<string, Rule> | undefined {
  if (!rules.has(type)) rules.set(type, compiled(type));
  return rules.get(type);
}

function compiled(type: new () => object): ReadonlyMap<string, Rule> | undefined {
  const storage = getMetadataStorage();
  const all = storage.getTargetValidationMetadatas(type, '', false, false);
  if (all.length === 0 || !all.every(isPlain)) return undefined;
  const known = new Map<string, Rule>();
  for (const { propertyName } of all) {
    const own = all.filter((metadata) => metadata.propertyName === propertyName);
    known.set(propertyName, {
      conditions: own
        .filter((metadata) => metadata.type === 'conditionalValidation')
        .map((metadata) => metadata.constraints[0] as Rule['conditions'][number]),
      checks: own
        .filter((metadata) => metadata.type === 'customValidation')
        .flatMap((metadata) =>
          storage.getTargetValidatorConstraints(metadata.constraintCls).map(({ instance }) => ({
            accepts: instance.validate.bind(instance),
            constraints: metadata.constraints,
          })),
        ),
    });
  }
  return known;
}

function isPlain({ type, each, validateIf }: Metadata): boolean {
  const known = type === 'conditionalValidation' || type === 'customValidation';
  return known && !each && validateIf === undefined;
}
