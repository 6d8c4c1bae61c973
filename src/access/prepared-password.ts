import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { isString, length } from 'class-validator';
import type { Observable } from 'rxjs';
import { Database } from '../database/database.service';
import { nameKey } from '../database/name-key';
import { invalidField, ProblemError } from '../http/problem';
import type { AuthenticatedRequest } from './decorators';
import { Passwords } from './passwords';
import { SignInThrottle } from './sign-in-throttle';

/** What a request's new password has become before its transaction begins. */
export interface PreparedPassword {
  hash: string;
  /** The hash that the caller has proven to know the password of; undefined: the change is not one of their own password. */
  proven?: string;
}

type PreparedRequest = AuthenticatedRequest & { preparedPassword?: PreparedPassword };

/**
 * Hashes the body's `password`, and checks its `current_password` when the address names the caller. Both take long, and
 * the throttle may wait, so they come before the transaction: no connection and no lock is held meanwhile.
 */
@Injectable()
export class PasswordInterceptor implements NestInterceptor {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly throttle: SignInThrottle,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<PreparedRequest>();
    const { password, current_password: current } = (request.body ?? {}) as Record<string, unknown>;
    // What is not valid is refused by name when the handler's input is checked.
    if (isString(password) && length(password, 10, 200)) {
      const { id } = request.params as { id?: string };
      const own = id !== undefined && id.toLowerCase() === request.caller?.id;
      const proven = own ? await this.prove(id, current, request.ip) : undefined;
      request.preparedPassword = { hash: await this.passwords.hash(password), ...(proven !== undefined && { proven }) };
    }
    return next.handle();
  }

  /** @throws ProblemError 400 without a current password · 403 with a wrong one · 429 after too many wrong ones */
  private async prove(id: string, current: unknown, address: string): Promise<string> {
    if (!isString(current) || current.length > 1000)
      throw invalidField('/current_password', 'Send your current_password too: a new password of your own needs it.');
    const kept = await this.database.readOne<{ person: string; password_hash: string | null }>(
      'profiles.password',
      `select ${nameKey('email')} as person, password_hash from profiles where id = $1`,
      [id],
    );
    const person = kept?.person ?? '';
    const matches = await this.throttle.attempt({ person, address }, () =>
      this.passwords.matches(kept?.password_hash ?? null, current),
    );
    if (matches && kept?.password_hash) return kept.password_hash;
    const detail = 'current_password is not your password.';
    throw new ProblemError('forbidden', detail, [{ pointer: '/current_password', detail }]);
  }
}

/** The handler takes a {@link PreparedPassword}. To be written below `@Atomic()`, and so applied around it. */
export function PreparesPassword(): MethodDecorator {
  return applyDecorators(UseInterceptors(PasswordInterceptor));
}

/** What became of the body's password, for a handler's parameter; undefined when there is none. */
export const Prepared = createParamDecorator(
  (_: unknown, context: ExecutionContext): PreparedPassword | undefined =>
    context.switchToHttp().getRequest<PreparedRequest>().preparedPassword,
);
