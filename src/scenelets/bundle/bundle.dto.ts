import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';

/** What the bundle is of. */
export class BundleMetadata {
  @ApiProperty({ format: 'uuid' })
  storyId!: string;

  title!: string;

  @ApiProperty({ format: 'date-time' })
  exportedAt!: string;
}

/** A shot that can be played. Its media are paths in the zip, or addresses on the net. */
export class BundledShot {
  @ApiProperty({ type: 'integer' })
  shotIndex!: number;

  /** Null where there is no picture; then there is a sound. */
  @ApiProperty({ type: 'string', nullable: true })
  imagePath!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  audioPath!: string | null;
}

/** Here the story ends. */
export class TerminalNext {
  @ApiProperty({ enum: ['terminal'] })
  type!: 'terminal';
}

/** It goes on without a choice. */
export class LinearNext {
  @ApiProperty({ enum: ['linear'] })
  type!: 'linear';

  @ApiProperty({ format: 'uuid' })
  sceneletId!: string;
}

/** One of several ways. */
export class BundledChoice {
  @ApiProperty({ format: 'uuid' })
  sceneletId!: string;

  label!: string;
}

/** It goes on as the player chooses. */
export class BranchNext {
  @ApiProperty({ enum: ['branch'] })
  type!: 'branch';

  choicePrompt!: string;

  @ApiProperty({ type: [BundledChoice] })
  choices!: BundledChoice[];
}

/** What comes next cannot be played yet. */
export class IncompleteNext {
  @ApiProperty({ enum: ['incomplete'] })
  type!: 'incomplete';
}

/** A scenelet that a player comes to. */
@ApiExtraModels(TerminalNext, LinearNext, BranchNext, IncompleteNext)
export class BundledScenelet {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  description!: string;

  /** At least one, by their index. */
  @ApiProperty({ type: [BundledShot] })
  shots!: BundledShot[];

  /** How it goes on. */
  @ApiProperty({
    oneOf: [TerminalNext, LinearNext, BranchNext, IncompleteNext].map((next) => ({ $ref: getSchemaPath(next) })),
    discriminator: {
      propertyName: 'type',
      mapping: {
        terminal: getSchemaPath(TerminalNext),
        linear: getSchemaPath(LinearNext),
        branch: getSchemaPath(BranchNext),
        incomplete: getSchemaPath(IncompleteNext),
      },
    },
  })
  next!: TerminalNext | LinearNext | BranchNext | IncompleteNext;

  /** Sound while the choice is open. */
  @ApiProperty({ type: 'string', nullable: true })
  branchAudioPath!: string | null;
}

/** A piece of music. */
export class BundledCue {
  @ApiProperty({ maxLength: 200 })
  cueName!: string;

  /** The scenelets that a player comes to and that have this music. */
  @ApiProperty({ type: 'array', items: { type: 'string', format: 'uuid' } })
  sceneletIds!: string[];

  @ApiProperty({ type: 'string', nullable: true })
  audioPath!: string | null;
}

/** The music of a story. */
export class BundledMusic {
  @ApiProperty({ type: [BundledCue] })
  cues!: BundledCue[];

  /** The name of its cue by a scenelet's id. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  sceneletCueMap!: Record<string, string>;
}

/** `story.json`, as players read it (requirement 002); its keys are theirs. */
export class StoryBundle {
  @ApiProperty({ type: BundleMetadata })
  metadata!: BundleMetadata;

  @ApiProperty({ format: 'uuid' })
  rootSceneletId!: string;

  /** In the order of the tree. */
  @ApiProperty({ type: [BundledScenelet] })
  scenelets!: BundledScenelet[];

  @ApiProperty({ type: BundledMusic })
  music!: BundledMusic;
}
