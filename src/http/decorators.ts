import {
  applyDecorators,
  HttpCode,
  Param,
  type PipeTransform,
  SetMetadata,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiAcceptedResponse,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtension,
  ApiHeader,
  ApiNotModifiedResponse,
  ApiOkResponse,
} from '@nestjs/swagger';
import { AtomicInterceptor } from './atomic.interceptor';
import { UUID } from './fields';
import { NOT_IDEMPOTENT, TAKES_KEY } from './metadata';
import { invalidField } from './problem';
import { ofHandler, Refuses } from './refuses';

/**
 * The handler runs in one transaction, which is run again after a deadlock; a POST honours `Idempotency-Key`. Refuses with
 * 409 what does not go with the rows that are there.
 */
export function Atomic(): MethodDecorator {
  return applyDecorators(UseInterceptors(AtomicInterceptor), Refuses(409), ApiExtension(TAKES_KEY, true));
}

/** As {@link Atomic}, but the response holds a secret that must not be stored, so `Idempotency-Key` is refused. */
export function AtomicWithSecret(): MethodDecorator {
  return applyDecorators(SetMetadata(NOT_IDEMPOTENT, true), UseInterceptors(AtomicInterceptor), Refuses(409));
}

const ETAG = { ETag: { description: 'The version, for If-Match.', schema: { type: 'string' as const } } };
const LOCATION = { Location: { description: 'Where the new item is.', schema: { type: 'string' as const } } };

/** A GET that answers one item with its ETag; 304 when the client has it already. */
export function ReadsItem(type: Type): MethodDecorator {
  return applyDecorators(
    ApiOkResponse({ type, headers: ETAG }),
    ApiNotModifiedResponse({ description: 'You have it already.', headers: ETAG }),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The ETag that you have; 304 when it is still the same.',
    }),
  );
}

/** Answers 201 with the new item, its ETag and where it is. */
export function CreatesItem(type: Type): MethodDecorator {
  return ApiCreatedResponse({ type, headers: { ...ETAG, ...LOCATION } });
}

/** Answers 202 with the item for which something has begun, its ETag and where it says how far that is. */
export function AcceptsItem(type: Type): MethodDecorator {
  return applyDecorators(HttpCode(202), ApiAcceptedResponse({ type, headers: { ...ETAG, ...LOCATION } }));
}

/** Answers 200 with the item as it is now, and its new ETag. */
export function ChangesItem(type: Type): MethodDecorator {
  return ApiOkResponse({ type, headers: ETAG });
}

/** Media types that the handler takes as a stream, instead of JSON. */
export function Consumes(...types: string[]): MethodDecorator {
  return applyDecorators(RouteConfig({ consumes: types }), ApiConsumes(...types));
}

/** A UUID in the path; in lower case from here on, as PostgreSQL writes it. The handler answers 404 for one that names nothing. */
export function IdParam(name = 'id'): ParameterDecorator {
  const pipe: PipeTransform<string, string> = {
    transform(value) {
      if (!UUID.test(value)) throw invalidField(name, `The ${name} in the address must be a UUID.`);
      return value.toLowerCase();
    },
  };
  const parameter = Param(name, pipe);
  const refusal = ofHandler(Refuses(404));
  return (controller, handler, index) => {
    parameter(controller, handler, index);
    refusal(controller, handler, index);
  };
}
