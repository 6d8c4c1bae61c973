/** The media types of a body, for a handler that does not say which it `@Consumes()`: JSON, and merge patches as changes. */
export function jsonTypes(method: string): readonly string[] {
  return ['application/json', ...(method.toUpperCase() === 'PATCH' ? ['application/merge-patch+json'] : [])];
}
