import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { requestContext } from '../database/request-context';
import { DatabaseProblems } from '../http/database-problems';
import { jsonTypes } from '../http/media-types';
import { PERMISSION, PUBLIC } from '../http/metadata';
import { ProblemError } from '../http/problem';
import { queryKeysOf } from '../http/query-keys';
import { Authenticator } from './authenticator';
import type { AuthenticatedRequest } from './decorators';
import { isAllowedSomewhere, PERMISSIONS, type PermissionName } from './permissions';

/** What the guard needs to know of a handler; read from its decorators once. */
interface Declaration {
  permission: PermissionName | undefined;
  open: boolean;
  queryKeys: ReadonlySet<string>;
}

/**
 * The one guard of rights. In this order:
 * 1. a handler that declares neither a permission nor that it is public is refused to everyone;
 * 2. who are you: the bearer token, from a short cache;
 * 3. may you do this anywhere at all;
 * 4. only then: media type and query parameters that the route takes.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly declarations = new Map<unknown, Declaration>();

  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly problems: DatabaseProblems,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const declared = this.declarationOf(context);
    if (!declared.open) {
      if (!declared.permission)
        throw new ProblemError('forbidden', 'This address declares no permission, so nobody may use it.');
      const caller = await this.problems.translated(() =>
        this.authenticator.authenticate(request.headers.authorization),
      );
      if (!isAllowedSomewhere(caller, declared.permission))
        throw new ProblemError(
          'forbidden',
          `You may not ${PERMISSIONS[declared.permission].what}: your role is ${caller.role}.`,
        );
      request.caller = caller;
      const store = requestContext.getStore();
      if (store) store.callerId = caller.id;
    }
    refuseMediaType(request);
    this.refuseUnknownParameters(request, declared);
    return true;
  }

  private declarationOf(context: ExecutionContext): Declaration {
    const handler = context.getHandler();
    const known = this.declarations.get(handler);
    if (known) return known;
    const declared: Declaration = {
      permission: this.reflector.get<PermissionName | undefined>(PERMISSION, handler),
      open: this.reflector.get<string | undefined>(PUBLIC, handler) !== undefined,
      queryKeys: queryKeysOf(context.getClass(), handler.name),
    };
    this.declarations.set(handler, declared);
    return declared;
  }

  private refuseUnknownParameters(request: AuthenticatedRequest, declared: Declaration): void {
    const start = request.url.indexOf('?');
    if (start === -1) return;
    const query = request.url.slice(start + 1);
    if (!isWellEscaped(query))
      throw new ProblemError(
        'malformed_request',
        'The query contains an escape sequence that is not valid UTF-8. Encode it again.',
      );
    const unknown = [...new URLSearchParams(query).keys()].filter((key) => !declared.queryKeys.has(key));
    if (unknown.length === 0) return;
    const known = declared.queryKeys.size === 0 ? 'none' : [...declared.queryKeys].join(', ');
    throw new ProblemError(
      'unknown_parameter',
      `The parameter ${unknown[0]?.slice(0, 100) ?? ''} does not exist here; known: ${known}.`,
      unknown.map((key) => ({ pointer: key.slice(0, 100), detail: 'does not exist here' })),
    );
  }
}

function isWellEscaped(query: string): boolean {
  try {
    decodeURIComponent(query);
    return true;
  } catch {
    return false;
  }
}

/** @throws ProblemError 415 that names what the address takes */
function refuseMediaType(request: AuthenticatedRequest): void {
  const { consumes } = request.routeOptions.config;
  if (request.body === undefined && !consumes) return;
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const taken = consumes ?? jsonTypes(request.method);
  if (taken.includes(type)) return;
  throw new ProblemError(
    'unsupported_media_type',
    `This address takes ${taken.join(' or ')}, not ${type === '' ? 'a body without a media type' : type.slice(0, 100)}.`,
  );
}
