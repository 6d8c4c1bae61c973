import type { LoggerService } from '@nestjs/common';
import pino, { type Logger as PinoLogger } from 'pino';
import pretty from 'pino-pretty';
import { colors } from '../config/colors';
import type { Settings } from '../config/settings';

export type Logger = PinoLogger;

/** Injection token of the one {@link Logger}. */
export const LOGGER = Symbol('LOGGER');

/** Structured log lines on standard output: JSON, or readable on a terminal. */
export function createLogger(settings: Pick<Settings, 'LOG_LEVEL' | 'LOG_FORMAT'>): Logger {
  const readable = settings.LOG_FORMAT === 'pretty' || (settings.LOG_FORMAT === 'auto' && process.stdout.isTTY);
  const options = { level: settings.LOG_LEVEL, base: null, redact: ['req.headers.authorization'] };
  return readable
    ? pino(
        options,
        pretty({
          colorize: colors.isColorSupported,
          translateTime: 'SYS:HH:MM:ss',
          ignore: 'pid,hostname',
        }),
      )
    : pino({ ...options, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ sync: false }));
}

/** Nest's own messages, in the same stream: its start-up chatter at debug, warnings and errors as they are. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ context, stack }, String(message));
  }
  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}
