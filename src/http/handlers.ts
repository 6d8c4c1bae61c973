import { applyDecorators, Param, type PipeTransform, SetMetadata, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';
import { AtomicInterceptor } from './atomic.interceptor';
import { UUID } from './fields';
import { invalidField } from './problem';

import { NOT_IDEMPOTENT } from './metadata';

/**
 * The handler runs in one transaction, which is run again after a deadlock; a POST honours `Idempotency-Key`.
 */
export function Atomic(): MethodDecorator {
  return applyDecorators(UseInterceptors(AtomicInterceptor));
}

/** As {@link Atomic}, but the response holds a secret that must not be stored, so `Idempotency-Key` is refused. */
export function AtomicWithSecret(): MethodDecorator {
  return applyDecorators(SetMetadata(NOT_IDEMPOTENT, true), UseInterceptors(AtomicInterceptor));
}

/** Media types that the handler takes as a stream, instead of JSON. */
export function Consumes(...types: string[]): MethodDecorator {
  return applyDecorators(RouteConfig({ consumes: types }), ApiConsumes(...types));
}

/** A UUID in the path; in lower case from here on, as PostgreSQL writes it. */
export function IdParam(name = 'id'): ParameterDecorator {
  const pipe: PipeTransform<string, string> = {
    transform(value) {
      if (!UUID.test(value)) throw invalidField(name, `The ${name} in the address must be a UUID.`);
      return value.toLowerCase();
    },
  };
  return Param(name, pipe);
}
