import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { getMetadataStorage } from 'class-validator';

/** The parameters that a query class takes: its validated properties, inherited ones included. */
export function parametersOf(query: Type): string[] {
  return getMetadataStorage()
    .getTargetValidationMetadatas(query, '', true, false)
    .map(({ propertyName }) => propertyName);
}

/**
 * The query parameters that a handler takes: the validated properties of its `@Query()` class, none without one.
 * So an unknown parameter is refused on every route, item routes included.
 */
export function queryKeysOf(controller: Type, handler: string): ReadonlySet<string> {
  const routeArguments = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) as
    Record<string, { index: number }> | undefined;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, handler) ?? []) as Type[];
  const keys = new Set<string>();
  for (const [name, { index }] of Object.entries(routeArguments ?? {})) {
    const type = types[index];
    if (!name.startsWith(`${String(RouteParamtypes.QUERY)}:`) || !type) continue;
    for (const parameter of parametersOf(type)) keys.add(parameter);
  }
  return keys;
}
