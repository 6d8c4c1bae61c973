type Conversion = (value: unknown) => unknown;

/** By DTO class, then by property. */
const conversions = new Map<object, Map<string, Conversion>>();

/** How a property's value is changed on the way in, before it is checked; a value that it does not understand it gives back. */
export function Convert(conversion: Conversion): PropertyDecorator {
  return (prototype, property) => {
    const own = conversions.get(prototype) ?? new Map<string, Conversion>();
    conversions.set(prototype, own.set(String(property), conversion));
  };
}

/**
 * The input as an instance of a DTO class, each property converted as it says and otherwise the very value that came.
 * Names that every object inherits are left out: the caller refuses them.
 */
export function converted<T extends object>(type: new () => T, input: object): T {
  const instance = new type();
  const values = instance as Record<string, unknown>;
  for (const [property, value] of Object.entries(input) as [string, unknown][])
    if (!(property in Object.prototype))
      values[property] = conversionOf(type.prototype as object, property)?.(value) ?? value;
  return instance;
}

function conversionOf(prototype: object, property: string): Conversion | undefined {
  for (let level: object | null = prototype; level; level = Object.getPrototypeOf(level) as object | null) {
    const conversion = conversions.get(level)?.get(property);
    if (conversion) return conversion;
  }
  return undefined;
}
