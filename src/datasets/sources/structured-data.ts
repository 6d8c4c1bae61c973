/** A picture in a page's structured data, with what schema.org says of its licence. Addresses are as they stand there. */
export interface StatedPicture {
  address: string;
  title?: string;
  author?: string;
  author_address?: string;
  licence?: string;
  licence_address?: string;
  attribution?: string;
}

/** Values that are looked at; the structured data of real pages has a few hundred. */
const MOST_VALUES = 20_000;

const HOLDS_PICTURES = new Set(['image', 'primaryImageOfPage', 'photo', 'photos', 'associatedMedia']);
/** A site's logo and small copies are not what its page shows. */
const PASSED_OVER = new Set(['logo', 'thumbnail', 'thumbnailUrl']);

type Node = Readonly<Record<string, unknown>>;

/**
 * The pictures that a page states in JSON-LD: every `ImageObject`, and what stands in `image`. Of a licence there are
 * `license` (where it is missing, `acquireLicensePage`), `creator` and `creditText` (where it is missing,
 * `copyrightNotice`), as schema.org has them and as search engines ask sites for.
 *
 * @param json the text of a script; what cannot be read states nothing
 */
export function* statedPictures(json: string): Generator<StatedPicture> {
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch {
    return;
  }
  const values: { value: unknown; isPicture: boolean }[] = [{ value: root, isPicture: false }];
  for (let at = 0; at < values.length && at < MOST_VALUES; at++) {
    const { value, isPicture } = values[at] as (typeof values)[number];
    if (typeof value === 'string') {
      if (isPicture) yield { address: value };
    } else if (Array.isArray(value)) {
      for (const item of value.slice(0, MOST_VALUES)) values.push({ value: item, isPicture });
    } else if (isNode(value)) {
      if (isPicture || isImageObject(value)) yield* stated(value);
      for (const [name, inner] of Object.entries(value))
        if (!PASSED_OVER.has(name) && typeof inner === 'object')
          values.push({ value: inner, isPicture: HOLDS_PICTURES.has(name) });
        else if (HOLDS_PICTURES.has(name)) values.push({ value: inner, isPicture: true });
    }
  }
}

function* stated(node: Node): Generator<StatedPicture> {
  const address = textOf(node.contentUrl) ?? textOf(node.url);
  if (address === undefined) return;
  const creator = personOf(node.creator) ?? personOf(node.author);
  const licence = linkOf(node.license);
  const licenceAddress = licence?.address ?? linkOf(node.acquireLicensePage)?.address;
  const title = textOf(node.name) ?? textOf(node.caption);
  const attribution = textOf(node.creditText) ?? textOf(node.copyrightNotice);
  yield {
    address,
    ...(title !== undefined && { title }),
    ...(creator?.name !== undefined && { author: creator.name }),
    ...(creator?.address !== undefined && { author_address: creator.address }),
    ...(licence?.name !== undefined && { licence: licence.name }),
    ...(licenceAddress !== undefined && { licence_address: licenceAddress }),
    ...(attribution !== undefined && { attribution }),
  };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function isImageObject(node: Node): boolean {
  const type = node['@type'];
  return type === 'ImageObject' || (Array.isArray(type) && type.includes('ImageObject'));
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? (value[0] as unknown) : value;
}

function textOf(value: unknown): string | undefined {
  const text = first(value);
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
}

function personOf(value: unknown): { name?: string; address?: string } | undefined {
  const person = first(value);
  if (typeof person === 'string') return person.trim() === '' ? undefined : { name: person };
  if (!isNode(person)) return undefined;
  const name = textOf(person.name);
  const address = textOf(person.url);
  return { ...(name !== undefined && { name }), ...(address !== undefined && { address }) };
}

/** A text is a link when it begins like one, and a name otherwise. */
function linkOf(value: unknown): { name?: string; address?: string } | undefined {
  const link = first(value);
  if (typeof link === 'string') return /^(?:https?:)?\/\/|^\//i.test(link.trim()) ? { address: link } : { name: link };
  if (!isNode(link)) return undefined;
  const name = textOf(link.name);
  const address = textOf(link.url) ?? textOf(link['@id']);
  return { ...(name !== undefined && { name }), ...(address !== undefined && { address }) };
}
