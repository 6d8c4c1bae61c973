import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { PERMISSION, PUBLIC } from '../http/metadata';
import { Refuses } from '../http/refuses';
import type { Caller, PermissionName } from './permissions';

/** The handler may be called by whoever has this permission somewhere; on which rows, its query or service decides. */
export function RequirePermission(name: PermissionName): MethodDecorator {
  return applyDecorators(
    SetMetadata(PERMISSION, name),
    ApiBearerAuth(),
    ApiExtension('x-permission', name),
    Refuses(401, 403, 503),
  );
}

/**
 * Everyone may call the handler, signed in or not.
 *
 * @param when `always`: even when the database is away or its schema too old
 */
export function Public(when: 'when-ready' | 'always' = 'when-ready'): MethodDecorator {
  return applyDecorators(
    SetMetadata(PUBLIC, when),
    ApiExtension('x-permission', 'public'),
    ...(when === 'always' ? [] : [Refuses(503)]),
  );
}

/** A request once the guard has let it in. */
export type AuthenticatedRequest = FastifyRequest & { caller?: Caller };

/** The signed-in person, for a handler's parameter. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!caller) throw new Error('the handler is public, so it has no caller');
  return caller;
});
