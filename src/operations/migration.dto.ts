import { ApiProperty } from '@nestjs/swagger';

/** How far a backfill is. */
export class BackfillBody {
  /** Rows looked at. */
  scanned!: number;
  /** Rows changed. */
  changed!: number;
  /** Rows that there were at its beginning. */
  total!: number;
  /** Rows a second since it began. */
  rate!: number;
  /** Null: not known yet, or done. */
  @ApiProperty({ nullable: true, type: Number })
  seconds_left!: number | null;
  /** Why it waits; null: it does not. */
  @ApiProperty({ nullable: true, type: String })
  throttled_by!: string | null;
}

/** A step of a migration that has been begun. */
export class MigrationStepBody {
  title!: string;
  /** From 1, in the order in which they are applied. */
  place!: number;
  @ApiProperty({ enum: ['up', 'down'] })
  direction!: 'up' | 'down';
  @ApiProperty({ enum: ['running', 'waiting', 'done', 'failed'] })
  state!: string;
  started_at!: string;
  @ApiProperty({ nullable: true, type: String })
  finished_at!: string | null;
  /** How often its statements asked for their locks. */
  attempts!: number;
  /** Waiting for locks, in ms. */
  wait_ms!: number;
  /** The longest time that a lock was held, in ms. */
  longest_hold_ms!: number;
  @ApiProperty({ nullable: true, type: String })
  note!: string | null;
  @ApiProperty({ nullable: true, type: BackfillBody })
  backfill!: BackfillBody | null;
}

/** One schema change. */
export class MigrationBody {
  /** Its class and time. */
  name!: string;

  /** `running`: a run is at it. `half_done`: a run was stopped at it; the command must be run again. */
  @ApiProperty({ enum: ['applied', 'pending', 'running', 'half_done'] })
  state!: string;

  @ApiProperty({ enum: ['applying', 'applied', 'reverting', 'reverted'], nullable: true })
  phase!: string | null;

  /** When its state changed last. */
  @ApiProperty({ nullable: true, type: String })
  changed_at!: string | null;

  /** False: what was applied is not what this version would apply. */
  checksum_ok!: boolean;

  step_count!: number;

  @ApiProperty({ type: [MigrationStepBody] })
  steps!: MigrationStepBody[];
}

/** All schema changes that this version knows, oldest first, and what goes on. */
export class MigrationList {
  @ApiProperty({ type: [MigrationBody] })
  items!: MigrationBody[];

  /** How many are not applied. */
  pending!: number;

  /** A run is going on. */
  running!: boolean;

  /** Who lets backfills wait, and why. */
  @ApiProperty({ nullable: true, type: String })
  paused_by!: string | null;
}
