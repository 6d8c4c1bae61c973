import { LegacySchema1700000000000 } from './1700000000000-LegacySchema';
import { PlatformTables1700000001000 } from './1700000001000-PlatformTables';
import { ShotsBelongToProjects1700000002000 } from './1700000002000-ShotsBelongToProjects';

/** Every schema change, oldest first. */
export const migrations = [LegacySchema1700000000000, PlatformTables1700000001000, ShotsBelongToProjects1700000002000];
