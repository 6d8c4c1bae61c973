import { isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { shown, type YamlFault } from './yaml-faults';

/** Keys and indexes that lead to a field. */
export type YamlPath = readonly PropertyKey[];

/** One item of the list, `scenelet-N` or `branching-point-N` with its fields, which knows where each stands. */
export class YamlItem {
  readonly name: string;
  /** As JSON has them, every value text; an object without fields where there are none. */
  readonly fields: unknown;
  private readonly pairs: readonly Pair[];
  private readonly isBeside: boolean;

  /**
   * @param map the item, without aliases
   * @param lineAt the line, from 1, of a place in characters
   */
  constructor(
    private readonly map: YAMLMap,
    private readonly lineAt: (offset: number) => number,
  ) {
    this.pairs = map.items;
    const [[name, fields] = ['', undefined], ...beside] = Object.entries(map.toJSON() as Record<string, unknown>);
    this.name = name;
    // Some writers put the fields beside the name, not under it.
    this.isBeside = beside.length > 0 && isNothing(fields) && /-\d+$/.test(name);
    this.fields = this.isBeside ? Object.fromEntries(beside) : isNothing(fields) ? {} : fields;
  }

  /** Is it one name with its fields? */
  get isOne(): boolean {
    return this.name !== '' && (this.pairs.length === 1 || this.isBeside);
  }

  /** The line of a field, or of what it would stand in. */
  lineOf(path: YamlPath = []): number {
    let node: unknown = this.isBeside ? this.map : this.pairs[0]?.value;
    let offset = offsetOf(this.pairs[0]?.key) ?? offsetOf(this.map) ?? 0;
    for (const key of path) {
      // The last of several is the one that was read.
      const pair = isMap(node) ? node.items.findLast((one) => keyOf(one) === key) : undefined;
      const found = pair ? pair.key : isSeq(node) ? node.items[Number(key)] : undefined;
      if (found === undefined) break;
      offset = offsetOf(found) ?? offset;
      node = pair ? pair.value : found;
    }
    return this.lineAt(offset);
  }

  fault(path: YamlPath, message: string): YamlFault {
    return { line: this.lineOf(path), path: pathOf([this.name, ...path]), message };
  }
}

/** How people are told of a path. */
export function pathOf(path: YamlPath): string {
  return path.map((key) => shown(String(key))).join('.');
}

/** Where a node begins, in characters. */
export function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** A pair's key; empty where it is no text. */
export function keyOf({ key }: Pair): string {
  return isScalar(key) && typeof key.value === 'string' ? key.value : '';
}

/** An empty value, or what writers put for none. */
export function isNothing(value: unknown): boolean {
  return value === null || (typeof value === 'string' && /^(?:|~|null|Null|NULL)$/.test(value));
}
