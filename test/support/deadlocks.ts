import type { EventEmitter } from 'node:events';
import { Client } from 'pg';

let told = 0;

/**
 * How often PostgreSQL has told a session of this test file that its transaction was ended, to break a circle of waiting
 * ones. At once: the server's own count may come ten seconds later. Sessions count that are opened after this module is
 * loaded.
 */
export const deadlocks = () => told;

const connect = Reflect.get(Client.prototype, 'connect') as (...given: unknown[]) => unknown;

Client.prototype.connect = function (this: Client, ...given: unknown[]) {
  const { connection } = this as unknown as { connection: EventEmitter };
  connection.on('errorMessage', ({ code }: { code?: string }) => {
    if (code === '40P01') told++;
  });
  return connect.apply(this, given);
} as typeof Client.prototype.connect;
