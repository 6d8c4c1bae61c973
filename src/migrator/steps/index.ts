/** What migrations are written with. */
export { addColumns, notNull, parkColumns, setDefault } from './columns';
export { check, dropCheck, dropUnique, foreignKey, unique } from './constraints';
export { dropOldIndex, index, replaceUniqueIndex, uniqueIndex } from './indexes';
export { triggerExists } from './catalog';
export { backfill, changeRows, fill, onTheWayBack, removeRows } from './rows';
export {
  type Action,
  type Backfill,
  type Change,
  change,
  type LockMode,
  type Made,
  type Step,
  type Touched,
} from './step';
export { createTable, raw, sqlFunction, trigger } from './tables';
