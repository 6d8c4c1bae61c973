import { setImmediate as turn } from 'node:timers/promises';
import { YamlFaults } from './yaml-faults';
import { yamlItems } from './yaml-list';
import { yamlPieces } from './yaml-pieces';
import { placed, refuseOtherOrder, type YamlScenelet } from './yaml-places';
import { YamlScenelets } from './yaml-scenelets';

export { TreeYamlError, type YamlFault } from './yaml-faults';
export type { YamlScenelet } from './yaml-places';

/**
 * Reads a story's tree, as `writeTreeYaml` writes it or by hand. Lets other work have its turn meanwhile. Nothing is left
 * out silently but comments and white space around texts: what would be lost is a fault.
 *
 * @returns the scenelets in the order of the tree, parents first
 * @throws TreeYamlError that names the faults with their lines: first those of single items, then, where there are none,
 *   those of places
 */
export async function readTreeYaml(text: string): Promise<YamlScenelet[]> {
  const faults = new YamlFaults();
  const list = new YamlScenelets(faults);
  for (const piece of yamlPieces(text, faults)) {
    for (const item of yamlItems(piece, faults) ?? [null]) {
      if (item) list.add(item);
      else list.skip();
    }
    await turn();
  }
  faults.refuse();
  const { items } = list;
  if (items.length === 0)
    faults.add(() => ({ line: null, path: '', message: 'must be a list of scenelets; it is empty' }));
  const scenelets = placed(items, faults);
  faults.refuse();
  refuseOtherOrder(scenelets, items, faults);
  faults.refuse();
  return scenelets;
}
