type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Applies a JSON merge patch (RFC 7396, section 2) to an object: null removes, objects merge, everything else replaces. */
export function mergePatch(target: Readonly<Json>, patch: Readonly<Json>): Json {
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else if (isObject(value)) {
      const before = merged.get(key);
      merged.set(key, mergePatch(isObject(before) ? before : {}, value));
    } else merged.set(key, value);
  }
  // Through entries, so that a key named __proto__ is a key like any other.
  return Object.fromEntries(merged);
}
