import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { OneOf, Optional, WholeParameter } from '../../http/fields';
import { LINT_CODES, type LintCode } from './story-lint';
import type { SceneletContent, SceneletRole } from './story-tree';

const ROLES: readonly SceneletRole[] = ['root', 'branch', 'linear', 'terminal'];

/** In which form a tree is read. */
export class TreeQuery {
  /** `nested`: each scenelet holds its children, up to a depth of 500. `flat`: a list, depth first, of any length. */
  @Optional()
  @OneOf(['nested', 'flat'])
  form: 'nested' | 'flat' = 'nested';
}

/** How many ways are listed. */
export class PathsQuery {
  /** How many routes are listed at most; all are counted. */
  @Optional()
  @WholeParameter(1, 1000)
  limit: number = 100;
}

/** A line that somebody says. */
export class SpokenLine {
  character!: string;

  line!: string;
}

/** A scenelet as a tree shows it: what players understand of its content. */
class TreeSceneletBody implements SceneletContent {
  /** `scenelet-N`. */
  id!: string;

  @ApiProperty({ format: 'uuid' })
  uuid!: string;

  /** How it is reached: first, by a choice, or after another; `terminal` where the story ends, however reached. */
  @ApiProperty({ enum: ROLES })
  role!: SceneletRole;

  /** The words of the choice that leads here; only under a branch point. */
  choice_label?: string;

  description!: string;

  @ApiProperty({ type: [SpokenLine] })
  dialogue!: SpokenLine[];

  @ApiProperty({ type: [String] })
  shot_suggestions!: string[];
}

/** A scenelet in the flat form. */
export class SceneletEntry extends TreeSceneletBody {
  @ApiProperty({ enum: ['scenelet'] })
  kind!: 'scenelet';

  /** `scenelet-N`; null for the root. */
  @ApiProperty({ type: 'string', nullable: true })
  parent_id!: string | null;
}

/** One choice of a branch point. */
export class BranchingChoice {
  label!: string;

  /** `scenelet-N`. */
  leads_to!: string;
}

/** The choices of a branch point, in the flat form; it follows its scenelet. */
export class BranchingEntry {
  @ApiProperty({ enum: ['branching-point'] })
  kind!: 'branching-point';

  /** `branching-point-N`, counted on its own. */
  id!: string;

  /** `scenelet-N`. */
  source_scenelet_id!: string;

  choice_prompt!: string;

  @ApiProperty({ type: [BranchingChoice] })
  choices!: BranchingChoice[];
}

/** That a scenelet is a branch point. */
export class BranchingPoint {
  /** `branching-point-N`, counted on its own. */
  id!: string;

  choice_prompt!: string;
}

/** A scenelet in the nested form. */
export class NestedScenelet extends TreeSceneletBody {
  @ApiPropertyOptional({ type: BranchingPoint })
  branching_point?: BranchingPoint;

  /** Those that hang from it, by their position. */
  @ApiProperty({ type: () => [NestedScenelet] })
  children!: NestedScenelet[];
}

/** A story's tree, in one of its two forms. */
@ApiExtraModels(SceneletEntry, BranchingEntry)
export class Tree {
  @ApiProperty({ format: 'uuid' })
  story_id!: string;

  display_name!: string;

  @ApiProperty({ enum: ['nested', 'flat'] })
  form!: string;

  @ApiProperty({ type: 'integer' })
  scenelet_count!: number;

  /** The root with its `children`, theirs, and so on, for `form=nested`. */
  @ApiPropertyOptional({ type: NestedScenelet })
  root?: NestedScenelet;

  /** Scenelets, and after each branch point its choices, for `form=flat`. */
  @ApiPropertyOptional({
    type: 'array',
    items: {
      oneOf: [SceneletEntry, BranchingEntry].map((entry) => ({ $ref: getSchemaPath(entry) })),
      discriminator: {
        propertyName: 'kind',
        mapping: { scenelet: getSchemaPath(SceneletEntry), 'branching-point': getSchemaPath(BranchingEntry) },
      },
    },
  })
  entries?: (SceneletEntry | BranchingEntry)[];
}

/** What an import of YAML has made. */
export class TreeImported {
  @ApiProperty({ format: 'uuid' })
  story_id!: string;

  @ApiProperty({ type: 'integer' })
  scenelet_count!: number;
}

/** Which scenelet. */
export class LintedScenelet {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** `scenelet-N`; null for one that the root does not lead to. */
  @ApiProperty({ type: 'string', nullable: true })
  display_id!: string | null;
}

/** One thing that is wrong with a story, or doubtful. */
export class LintFindingBody {
  @ApiProperty({ enum: [...LINT_CODES] })
  code!: LintCode;

  /** An error keeps a player from playing the story; a warning may be meant. */
  @ApiProperty({ enum: ['error', 'warning'] })
  severity!: string;

  /** Null: the story as a whole. */
  @ApiProperty({ type: LintedScenelet, nullable: true })
  scenelet!: LintedScenelet | null;

  /** What is wrong and what to do. */
  message!: string;
}

/** All that is wrong with a story, or doubtful. */
export class Lint {
  @ApiProperty({ format: 'uuid' })
  story_id!: string;

  @ApiProperty({ type: 'integer' })
  errors!: number;

  @ApiProperty({ type: 'integer' })
  warnings!: number;

  @ApiProperty({ type: [LintFindingBody] })
  findings!: LintFindingBody[];
}

/** A scenelet of a way. */
export class NamedScenelet {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  display_id!: string;
}

/** One way from the root to an ending. */
export class Route {
  @ApiProperty({ type: NamedScenelet })
  ending!: NamedScenelet;

  /** In scenelets. */
  @ApiProperty({ type: 'integer' })
  length!: number;

  /** Display ids, from the root on. */
  @ApiProperty({ type: [String] })
  scenelets!: string[];

  /** The words of the choices that are taken. */
  @ApiProperty({ type: [String] })
  choices!: string[];
}

/** The ways through a story. */
export class Paths {
  @ApiProperty({ format: 'uuid' })
  story_id!: string;

  /** How many there are. */
  @ApiProperty({ type: 'integer' })
  count!: number;

  /** How many of them `routes` lists: fewer where `limit`, or 5 MB of routes, have cut it short. */
  @ApiProperty({ type: 'integer' })
  listed!: number;

  /** In scenelets; null where nothing ends. */
  @ApiProperty({ type: 'integer', nullable: true })
  shortest!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  longest!: number | null;

  /** In the order of the tree, as many as are `listed`. */
  @ApiProperty({ type: [Route] })
  routes!: Route[];

  /** Scenelets from which no ending can be reached. */
  @ApiProperty({ type: [NamedScenelet] })
  hopeless!: NamedScenelet[];

  /** Scenelets below an ending, where no player comes. */
  @ApiProperty({ type: [NamedScenelet] })
  beyond_endings!: NamedScenelet[];
}
