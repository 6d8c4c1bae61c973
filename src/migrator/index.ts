/** What migrations are written with. */
export type { SemanticCheck } from './declaration';
export type { Finding, Pass, Policy } from './finding';
export { OnlineMigration } from './online-migration';
export * from './steps';
