import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { ProblemKind } from './problem-catalogue';

/**
 * Statuses that the handler may refuse with, for the OpenAPI document. Said by hand only where no other decorator says
 * it: `@Atomic()`, `@IdParam()`, `@IfMatch()`, `@RequirePermission()` and the like say what comes of themselves.
 */
export function Refuses(...statuses: ProblemKind['status'][]): MethodDecorator {
  return applyDecorators(...statuses.map((status) => ApiResponse({ status })));
}

/** Says of a handler what comes of one of its parameters. */
export function ofHandler(...decorators: MethodDecorator[]): ParameterDecorator {
  const decorate = applyDecorators(...decorators);
  return (controller, handler) => {
    if (handler === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(controller, handler);
    if (descriptor) decorate(controller, handler, descriptor);
  };
}
