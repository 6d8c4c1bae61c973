import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import { nameKey } from '../database/name-key';

/** A profile as the command line speaks of it. */
export interface Person {
  id: string;
  email: string;
}

/** No profile has the e-mail address. */
export class UnknownPersonError extends Error {
  override name = 'UnknownPersonError';
}

/** Finds people by what an administrator knows of them. */
@Injectable()
export class People {
  constructor(private readonly database: Database) {}

  /**
   * @param email without regard to case
   * @throws UnknownPersonError
   */
  async find(email: string): Promise<Person> {
    const person = await this.database.readOne<Person>(
      'people.find',
      `select id, email from profiles where ${nameKey('email')} = ${nameKey('$1::text')}`,
      [email],
    );
    if (!person) throw new UnknownPersonError(`Nobody has the e-mail address ${email}. Look for typing errors.`);
    return person;
  }
}
