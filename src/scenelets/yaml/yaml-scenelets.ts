import { z } from 'zod';
import { faultOf } from '../../http/door';
import { MOST_LABEL, MOST_PROMPT } from '../tree/scenelet.dto';
import { shown, type YamlFaults } from './yaml-faults';
import { isNothing, type YamlItem } from './yaml-item';

/** A scenelet as its item says, at its place in the list. */
export interface SceneletItem extends z.infer<typeof sceneletFields> {
  id: string;
  line: number;
  /** The lines of fields that other items may contradict, where they stand. */
  lines: Partial<Record<(typeof LINED)[number], number>>;
  branching?: BranchingItem;
}

/** The choices after a scenelet, as their item says. */
export interface BranchingItem extends z.infer<typeof branchingFields> {
  id: string;
  /** Of each choice's `leads_to`. */
  lines: number[];
}

const LINED = ['role', 'terminal', 'parent', 'choice_label'] as const;

const asText = { error: ({ input }: { input?: unknown }) => said(input, 'must be text; put it in quotes') };
/** What POST takes, too. */
const text = z
  .string(asText)
  .refine((given) => !faultOf({ given }), { error: 'contains a NUL or an unpaired surrogate', abort: true });
const trimmed = text.trim();
const id = z.string(asText).regex(/^scenelet-[1-9]\d{0,8}$/, 'must be the id of a scenelet, such as scenelet-3');

const line = fields('a line', '{character: "Mara", line: "Who is there?"}', { character: text, line: text });
const sceneletFields = fields('a scenelet', '{description: "At the gate"}', {
  role: z.enum(['root', 'branch', 'linear', 'terminal'], 'must be root, branch, linear or terminal').optional(),
  terminal: z.enum(['true', 'false'], 'must be true or false').optional(),
  parent: id.optional(),
  choice_label: trimmed.optional(),
  description: trimmed.default(''),
  dialogue: list(line).default([]),
  shot_suggestions: list(text).default([]),
});
const choice = fields('a choice', '{label: "Go left", leads_to: scenelet-2}', {
  label: upTo(MOST_LABEL),
  leads_to: id,
});
const branchingFields = fields('a branching point', '{choice_prompt: "Which way?", choices: […]}', {
  choice_prompt: upTo(MOST_PROMPT),
  choices: list(choice, 'is missing'),
});

function said(input: unknown, otherwise: string): string {
  return input === undefined ? 'is missing' : otherwise;
}

function names(all: readonly string[]): string {
  return `${all.slice(0, -1).join(', ')} and ${String(all.at(-1))}`;
}

function fields<Shape extends z.core.$ZodShape>(what: string, example: string, shape: Shape) {
  const has = names(Object.keys(shape));
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys'
        ? `is no field of ${what}, which has ${has}`
        : `must have ${has}, such as ${example}`,
  });
}

/** A field without a value is an empty list. */
function list<Item extends z.ZodType>(item: Item, missing?: string) {
  return z.preprocess(
    (given) => (isNothing(given) ? [] : given),
    z.array(item, {
      error: ({ input }) => (input === undefined && missing) || 'must be a list, with "- " before each, or [] for none',
    }),
  );
}

/** Characters are counted as PostgreSQL counts, in code points. */
function upTo(most: number) {
  return trimmed.refine(
    (given) => given.length <= most || (given.length <= 2 * most && Array.from(given).length <= most),
    `must have at most ${String(most)} characters`,
  );
}

/** Puts the items of a list together: each scenelet with the choices after it. */
export class YamlScenelets {
  readonly items: SceneletItem[] = [];
  private next = 1;
  private nextBranching = 1;
  private isGapless = true;

  constructor(private readonly faults: YamlFaults) {}

  /** Something stood here that could not be read: nothing is known of the numbers of what follows. */
  skip(): void {
    this.isGapless = false;
  }

  add(item: YamlItem): void {
    if (/^scenelet-\d{1,9}$/.test(item.name)) this.addScenelet(item);
    else if (/^branching-point-\d{1,9}$/.test(item.name)) this.addBranching(item);
    else {
      this.faults.add(() => item.fault([], 'must be scenelet-N or branching-point-N'));
      this.skip();
    }
  }

  private addScenelet(item: YamlItem): void {
    const expected = `scenelet-${String(this.next)}`;
    if (this.isGapless && item.name !== expected)
      this.faults.add(() =>
        item.fault([], `stands where ${expected} must: scenelets are numbered depth first, from 1`),
      );
    // A fault does not make all that follow wrong.
    this.next = numberOf(item) + 1;
    const read = this.checked(sceneletFields, item) ?? { description: '', dialogue: [], shot_suggestions: [] };
    const lines: SceneletItem['lines'] = {};
    for (const field of LINED) if (read[field] !== undefined) lines[field] = item.lineOf([field]);
    this.items.push({ ...read, id: item.name, line: item.lineOf(), lines });
  }

  private addBranching(item: YamlItem): void {
    const fault = (message: string) => {
      this.faults.add(() => item.fault([], message));
    };
    const expected = `branching-point-${String(this.nextBranching)}`;
    const scenelet = this.items.at(-1);
    if (!scenelet && this.isGapless) fault('must stand after the scenelet that branches');
    else if (scenelet?.branching && this.isGapless)
      fault(`must stand after its own scenelet; ${scenelet.id} has choices already`);
    else if (this.isGapless && item.name !== expected)
      fault(`stands where ${expected} must: branching points are numbered in their order, from 1`);
    this.nextBranching = numberOf(item) + 1;
    const read = this.checked(branchingFields, item);
    if (!scenelet || !read) return;
    const lines = read.choices.map((_choice, index) => item.lineOf(['choices', index, 'leads_to']));
    scenelet.branching = { ...read, id: item.name, lines };
  }

  private checked<T>(schema: z.ZodType<T>, item: YamlItem): T | undefined {
    const read = schema.safeParse(item.fields);
    for (const issue of read.error?.issues ?? [])
      for (const key of issue.code === 'unrecognized_keys' ? issue.keys : [undefined])
        this.faults.add(() =>
          key === undefined
            ? item.fault(issue.path, issue.message)
            : item.fault([...issue.path, key], `"${shown(key)}" ${issue.message}`),
        );
    return read.data;
  }
}

function numberOf({ name }: YamlItem): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}
