import { Injectable, type OnModuleInit } from '@nestjs/common';
import { argon2id, hash, needsRehash, verify } from 'argon2';
import { randomBytes } from 'node:crypto';

/** OWASP's parameters for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane; about 35 ms. */
const PARAMETERS = { type: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes passwords and compares them with their hashes. Takes tens of milliseconds, so it belongs outside transactions. */
@Injectable()
export class Passwords implements OnModuleInit {
  private decoy!: string;

  async onModuleInit(): Promise<void> {
    this.decoy = await this.hash(randomBytes(16).toString('base64url'));
  }

  /** The hash under which a password is kept. The same text typed on another system, in another Unicode form, has it too. */
  async hash(password: string): Promise<string> {
    return hash(password.normalize('NFC'), PARAMETERS);
  }

  /**
   * Is this the password? Takes as long when there is none to compare with.
   *
   * @param kept the hash, or null for an unknown person or one without a password
   */
  async matches(kept: string | null, password: string): Promise<boolean> {
    const same = await verify(kept ?? this.decoy, password.normalize('NFC'));
    return same && kept !== null;
  }

  /** Was the hash made with parameters that are no longer the ones in use? */
  isOutdated(kept: string): boolean {
    return needsRehash(kept, PARAMETERS);
  }
}
