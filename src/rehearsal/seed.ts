/** What makes a data set repeatable: everything that looks random in it follows from this number, as SQL. */
export class Seed {
  /** @param number a whole number from 0 to 2,147,483,647 */
  constructor(readonly number: number) {}

  /**
   * SQL of an id. It has the form of a version 4 UUID, as the legacy applications made them, so that every program takes it.
   *
   * @param kind a namespace, mostly the table
   * @param key an SQL expression that tells the rows of the namespace apart; shown as text
   */
  id(kind: string, key: string): string {
    return `overlay(overlay(md5('${this.number}:${kind}:' || ${key}) placing '4' from 13) placing 'a' from 17)::uuid`;
  }

  /** SQL of a number that varies the plain values of a row, given its ordinal: other seeds shift what falls on which row. */
  vary(ordinal: string): string {
    return `(${ordinal} + ${this.number % 9973})`;
  }
}
