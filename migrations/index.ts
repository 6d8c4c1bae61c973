import { LegacySchema1700000000000 } from './1700000000000-LegacySchema';
import { PlatformTables1700000001000 } from './1700000001000-PlatformTables';
import { ShotsBelongToProjects1700000002000 } from './1700000002000-ShotsBelongToProjects';
import { DatasetForeignKeysAndJobs1700000003000 } from './1700000003000-DatasetForeignKeysAndJobs';
import { ShotsReferToScenelets1700000004000 } from './1700000004000-ShotsReferToScenelets';
import { StudioTables1700000005000 } from './1700000005000-StudioTables';
import { PieceMarkInstances1700000006000 } from './1700000006000-PieceMarkInstances';
import { DatasetsAtWork1700000007000 } from './1700000007000-DatasetsAtWork';
import { TrashIsEmptied1700000008000 } from './1700000008000-TrashIsEmptied';
import { DrawingsAtWork1700000009000 } from './1700000009000-DrawingsAtWork';

/** Every schema change, oldest first. */
export const migrations = [
  LegacySchema1700000000000,
  PlatformTables1700000001000,
  ShotsBelongToProjects1700000002000,
  DatasetForeignKeysAndJobs1700000003000,
  ShotsReferToScenelets1700000004000,
  StudioTables1700000005000,
  PieceMarkInstances1700000006000,
  DatasetsAtWork1700000007000,
  TrashIsEmptied1700000008000,
  DrawingsAtWork1700000009000,
];

/**
 * The newest one that this version of the service cannot serve without. What comes after it is taken as it comes, so that
 * a service may be started before its migration. Raised when a table or column that the service reads is added, or a rule
 * that it relies on; the contract's tests call everything on this schema, too.
 */
export const NEEDED = DrawingsAtWork1700000009000.name;
