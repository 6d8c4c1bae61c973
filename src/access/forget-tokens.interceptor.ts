import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { finalize, type Observable } from 'rxjs';
import { Authenticator } from './authenticator';

/** Empties the cache of verified tokens when the handler is through. */
@Injectable()
export class ForgetTokensInterceptor implements NestInterceptor {
  constructor(private readonly authenticator: Authenticator) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      finalize(() => {
        this.authenticator.forgetAll();
      }),
    );
  }
}

/**
 * The handler may end sign-ins or change roles. To be written below `@Atomic()`, and so applied around it: the cache is
 * emptied when the change has been committed, before the answer is sent; earlier, a parallel request would fill it again.
 */
export function ForgetsTokens(): MethodDecorator {
  return applyDecorators(UseInterceptors(ForgetTokensInterceptor));
}
