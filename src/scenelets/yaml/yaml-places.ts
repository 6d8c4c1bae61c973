import { displayId, growStoryTree, type SceneletContent } from '../tree/story-tree';
import type { YamlFaults } from './yaml-faults';
import type { BranchingItem, SceneletItem } from './yaml-scenelets';

/** A scenelet that was read from YAML. */
export interface YamlScenelet {
  display_id: string;
  /** The parent's display id, which comes before. */
  parent: string | null;
  position: number;
  choice_label: string | null;
  choice_prompt: string | null;
  is_branch_point: boolean;
  is_terminal_node: boolean;
  content: SceneletContent;
}

/** What leads to a scenelet. */
interface Choice {
  from: SceneletItem;
  branching: BranchingItem;
  label: string;
  position: number;
}

/** Finds everybody's parent and place, and whatever contradicts them. */
export function placed(items: readonly SceneletItem[], faults: YamlFaults): YamlScenelet[] {
  const numbers = new Map(items.map(({ id }, index) => [id, index]));
  const choices = choicesOf(items, numbers, faults);
  const children = new Map<string, number>();
  const scenelets = items.map((item, index): YamlScenelet => {
    const choice = choices.get(item.id);
    contradictions(item, index, choice, faults);
    const parent = choice ? choice.from : parentOf(item, index, items, numbers, faults);
    const position = choice?.position ?? (children.get(parent?.id ?? '') ?? 0) + 1;
    children.set(parent?.id ?? '', position);
    return {
      display_id: item.id,
      parent: parent?.id ?? null,
      position,
      choice_label: choice?.label ?? null,
      choice_prompt: item.branching?.choice_prompt ?? null,
      is_branch_point: item.branching !== undefined,
      is_terminal_node: item.role === 'terminal' || item.terminal === 'true',
      content: { description: item.description, dialogue: item.dialogue, shot_suggestions: item.shot_suggestions },
    };
  });
  const [root] = scenelets;
  if (root && items[0]?.terminal === undefined && !root.is_branch_point && !children.has(root.display_id))
    root.is_terminal_node = true;
  return scenelets;
}

/** By the scenelet to which they lead. */
function choicesOf(
  items: readonly SceneletItem[],
  numbers: ReadonlyMap<string, number>,
  faults: YamlFaults,
): Map<string, Choice> {
  const choices = new Map<string, Choice>();
  for (const [number, from] of items.entries()) {
    const { branching } = from;
    for (const [index, { label, leads_to }] of (branching?.choices ?? []).entries()) {
      const fault = (message: string) => {
        const path = `${String(branching?.id)}.choices.${String(index)}.leads_to`;
        faults.add(() => ({ line: branching?.lines[index] ?? null, path, message: `is ${leads_to}, ${message}` }));
      };
      const target = numbers.get(leads_to);
      if (target === undefined) fault('which is not there');
      else if (target <= number) fault(`which does not come after ${from.id}, where the choice is`);
      else if (choices.has(leads_to)) fault('where another choice leads already');
      else if (branching) choices.set(leads_to, { from, branching, label, position: index + 1 });
    }
  }
  return choices;
}

/** The parent of a scenelet to which no choice leads. It always comes before, so nothing goes in a circle. */
function parentOf(
  item: SceneletItem,
  index: number,
  items: readonly SceneletItem[],
  numbers: ReadonlyMap<string, number>,
  faults: YamlFaults,
): SceneletItem | undefined {
  const fault = (message: string) => {
    const path = `${item.id}.parent`;
    faults.add(() => ({ line: item.lines.parent ?? null, path, message: `is ${String(item.parent)}${message}` }));
  };
  if (index === 0) {
    if (item.parent !== undefined) fault(', but the first scenelet hangs from none');
    return undefined;
  }
  const number = item.parent === undefined ? index - 1 : numbers.get(item.parent);
  const parent = number === undefined ? undefined : items[number];
  if (number === undefined || !parent) fault(', which is not there');
  else if (number === index) fault(' itself');
  else if (number > index) fault(', which comes later; a parent stands before what hangs from it');
  else if (parent.branching) {
    const { id } = parent.branching;
    if (item.parent !== undefined) fault(`, but no choice of ${id} leads here`);
    else
      faults.add(() => ({
        line: item.line,
        path: item.id,
        message: `hangs from none: it stands after ${id}, but no choice of it leads here`,
      }));
  }
  return parent;
}

/** Nothing that an item says of itself may be lost because its place says otherwise. */
function contradictions(item: SceneletItem, index: number, choice: Choice | undefined, faults: YamlFaults): void {
  const { role, parent } = item;
  const fault = (field: keyof SceneletItem['lines'], message: string) => {
    faults.add(() => ({ line: item.lines[field] ?? null, path: `${item.id}.${field}`, message }));
  };
  const leadsHere = `a choice of ${String(choice?.branching.id)} leads here`;
  if (index === 0 && role !== undefined && role !== 'root')
    fault('role', `is ${role}, but the first scenelet is the root`);
  if (index > 0) {
    if (role === 'root') fault('role', 'is root, but only the first scenelet is');
    if (role === 'branch' && !choice) fault('role', 'is branch, but no choice leads here');
    if (role === 'linear' && choice) fault('role', `is linear, but ${leadsHere}`);
    if (item.terminal !== undefined) fault('terminal', 'is for the first scenelet only; here, write "role: terminal"');
  }
  if (choice && parent !== undefined && parent !== choice.from.id)
    fault('parent', `is ${parent}, but ${leadsHere}, so it hangs from ${choice.from.id}`);
  if (!choice && item.choice_label !== undefined) fault('choice_label', 'would be lost: no choice leads here');
  if (choice && item.choice_label !== undefined && item.choice_label !== choice.label)
    fault('choice_label', `is not the label of the choice of ${choice.branching.id} that leads here`);
}

/** The numbers that the items bear must be those of a walk through the tree, depth first. */
export function refuseOtherOrder(
  scenelets: readonly YamlScenelet[],
  items: readonly SceneletItem[],
  faults: YamlFaults,
): void {
  const tree = growStoryTree(
    scenelets.map(({ display_id, parent, ...rest }) => ({
      ...rest,
      id: display_id,
      parent_id: parent,
      choice_label_from_parent: rest.choice_label,
      branch_audio_file_path: null,
    })),
  );
  const wrong = tree.nodes.find((node) => node.scenelet.id !== displayId(node));
  if (!wrong) return;
  const { id } = wrong.scenelet;
  faults.add(() => ({
    line: items.find((item) => item.id === id)?.line ?? null,
    path: id,
    message: `is number ${String(wrong.number)} of the tree, depth first, so it must be called and stand as ${displayId(wrong)}`,
  }));
}
