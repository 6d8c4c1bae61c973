import { ApiProperty } from '@nestjs/swagger';

/** One schema change. */
export class MigrationBody {
  /** Its class and time. */
  name!: string;

  /** Whether the database has it. */
  @ApiProperty({ enum: ['applied', 'pending'] })
  state!: 'applied' | 'pending';
}

/** All schema changes that this version knows, oldest first. */
export class MigrationList {
  @ApiProperty({ type: [MigrationBody] })
  items!: MigrationBody[];
}
