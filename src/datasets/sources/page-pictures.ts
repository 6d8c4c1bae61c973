import { cssPictures } from './css-pictures';
import { type FoundPicture, shortText } from './found-picture';
import { type ElementHandler, readElements } from './html-elements';
import { creativeCommonsName } from './licences';
import { addressOrNothing } from './picture-address';
import { largestFirst, type SrcsetCandidate, srcsetCandidates } from './srcset';
import { statedPictures } from './structured-data';

/** What a web page shows and links to. */
export interface WebPage {
  /** Each address once, in the order of the page; `source_page` is the page. */
  pictures: FoundPicture[];
  /** Pages of the same host that may be followed: each once, without the page itself and what is `nofollow`. */
  links: string[];
  /** The directives of the page's meta elements for robots, in lower case: `noindex`, `noai`, `noimageai` … */
  robots: string[];
  /** The licence that the page states for its main content (`rel="license"`); a picture's own stands with the picture. */
  licence_address?: string;
  /** There are more pictures or links than were taken. */
  capped: boolean;
}

/** Bounds, and whose page is read. */
export interface PageOptions {
  /** The crawler's name in meta elements, in lower case, beside `robots`. */
  agent?: string;
  mostPictures?: number;
  mostLinks?: number;
  signal?: AbortSignal;
}

/** Attributes that lazy loaders keep a picture's address in, the most telling first. */
const LAZY = [
  'data-src',
  'data-lazy-src',
  'data-original',
  'data-lazy',
  'data-original-src',
  'data-echo',
  'data-hi-res-src',
  'data-full-src',
  'data-large_image',
];
const LAZY_SETS = ['data-srcset', 'data-lazy-srcset', 'data-original-set'];
const LAZY_BACKGROUNDS = ['data-bg', 'data-background', 'data-background-image', 'data-bg-src'];
const WANTED = new Set([
  ...LAZY,
  ...LAZY_SETS,
  ...LAZY_BACKGROUNDS,
  ...['src', 'srcset', 'imagesrcset', 'href', 'xlink:href', 'poster', 'background', 'style'],
  ...['rel', 'as', 'type', 'name', 'property', 'itemprop', 'content', 'alt', 'title'],
]);

const META_PICTURES = new Set([
  ...['og:image', 'og:image:url', 'og:image:secure_url', 'twitter:image', 'twitter:image:src', 'image', 'thumbnailurl'],
]);

/** Ends of a path by which a link leads to a picture and not to a page. */
const PICTURE_FILE = /\.(?:jpe?g|jfif|png|gif|webp|avif|heic|heif|jxl|bmp|tiff?)$/i;

/** Of the candidates of one element, so many are tried until one has a readable address. */
const TRIED = 10;

/** Pictures of one style sheet, which is read in one go. */
const MOST_OF_A_SHEET = 5_000;

type Attributes = ReadonlyMap<string, string>;

/** What is said of a picture; undefined for what is not. */
type Said = Partial<Record<Exclude<keyof FoundPicture, 'address' | 'width' | 'height'>, string | undefined>>;

/**
 * The pictures and links of an HTML page, however broken it is: of every `img` and `picture` the largest candidate, what lazy
 * loaders load later, what `noscript` shows instead, what is shared with social networks, backgrounds, posters, structured
 * data, and links straight to pictures. `data:` addresses are passed over.
 *
 * @param html as decoded; other work is let through as it is read
 * @param address of the page, after redirects
 */
export async function readPage(html: string, address: string, options: PageOptions = {}): Promise<WebPage> {
  const page = new PageReader(address, options);
  await readElements(html, WANTED, page, options.signal);
  return page.result();
}

class PageReader implements ElementHandler {
  private readonly pictures = new Map<string, FoundPicture>();
  private readonly links = new Set<string>();
  private readonly robots = new Set<string>();
  private readonly host: string;
  private readonly mostPictures: number;
  private readonly mostLinks: number;
  private base: string;
  private baseIsGiven = false;
  private licenceAddress: string | undefined;
  private capped = false;
  /** Of the `source` elements of a `picture` whose `img` is to come. */
  private sources: SrcsetCandidate[] = [];

  constructor(
    private readonly address: string,
    private readonly options: PageOptions,
  ) {
    this.base = address;
    this.host = new URL(address).host;
    this.mostPictures = options.mostPictures ?? 100_000;
    this.mostLinks = options.mostLinks ?? 10_000;
  }

  element(name: string, attributes: Attributes): void {
    if (this.sources.length > 0 && !['source', 'img', 'noscript'].includes(name)) this.takeSources();
    if (attributes.size === 0) return;
    switch (name) {
      case 'img':
        this.takeImage(attributes);
        break;
      case 'source':
        // A source of sound or film has no srcset.
        this.sources.push(...candidatesOf(attributes, false));
        break;
      case 'a':
      case 'area':
        this.takeLink(attributes);
        break;
      case 'link':
        this.takeRelation(attributes);
        break;
      case 'meta':
        this.takeMeta(attributes);
        break;
      case 'base':
        this.takeBase(attributes.get('href'));
        break;
      case 'input':
        if (attributes.get('type')?.toLowerCase() === 'image') this.take(attributes.get('src'), titleOf(attributes));
        break;
      case 'image':
        this.take(attributes.get('href') ?? attributes.get('xlink:href'));
        break;
      default:
        this.takeLazyFile(attributes);
    }
    this.take(attributes.get('poster'));
    this.take(attributes.get('background'));
    this.takeCss(attributes.get('style'));
    for (const attribute of LAZY_BACKGROUNDS) this.takeLazyBackground(attributes.get(attribute));
  }

  text(name: 'style' | 'script', text: string): void {
    if (name === 'style') this.takeCss(text);
    else
      for (const { address, title, author, attribution, licence, ...links } of statedPictures(text)) {
        const licenceAddress = addressOrNothing(links.licence_address, this.base);
        this.take(address, {
          title: shortText(title),
          author: shortText(author),
          author_address: addressOrNothing(links.author_address, this.base),
          licence: shortText(licence) ?? (licenceAddress && creativeCommonsName(licenceAddress)),
          licence_address: licenceAddress,
          attribution: shortText(attribution, 1000),
        });
      }
  }

  result(): WebPage {
    this.takeSources();
    // The directives may stand below the links.
    const nofollow = this.robots.has('nofollow') || this.robots.has('none');
    return {
      pictures: [...this.pictures.values()],
      links: nofollow ? [] : [...this.links],
      robots: [...this.robots],
      ...(this.licenceAddress !== undefined && { licence_address: this.licenceAddress }),
      capped: this.capped,
    };
  }

  private takeImage(attributes: Attributes): void {
    const own = candidatesOf(attributes, true);
    // Of equals the img's own is taken: it is the one that every reader understands.
    this.takeLargest([...own, ...this.sources], titleOf(attributes));
    this.sources = [];
  }

  private takeSources(): void {
    this.takeLargest(this.sources);
    this.sources = [];
  }

  private takeLargest(candidates: readonly SrcsetCandidate[], says: Said = {}): void {
    for (const { address } of largestFirst(candidates).slice(0, TRIED)) if (this.take(address, says)) return;
  }

  private takeLink(attributes: Attributes): void {
    const rel = tokens(attributes.get('rel'));
    const address = addressOrNothing(attributes.get('href'), this.base);
    if (address === undefined) return;
    if (rel.includes('license')) {
      this.licenceAddress ??= address;
      return;
    }
    const url = new URL(address);
    if (PICTURE_FILE.test(url.pathname)) this.take(address, { title: shortText(attributes.get('title')) });
    else if (url.host === this.host && !rel.includes('nofollow') && address !== this.address) {
      if (this.links.size < this.mostLinks) this.links.add(address);
      else if (!this.links.has(address)) this.capped = true;
    }
  }

  private takeRelation(attributes: Attributes): void {
    const rel = tokens(attributes.get('rel'));
    const href = attributes.get('href');
    if (rel.includes('license')) this.licenceAddress ??= addressOrNothing(href, this.base);
    if (rel.includes('image_src') || tokens(attributes.get('itemprop')).includes('image')) this.take(href);
    if (rel.includes('preload') && attributes.get('as')?.toLowerCase() === 'image')
      this.takeLargest([
        ...srcsetCandidates(attributes.get('imagesrcset') ?? ''),
        ...(href ? [{ address: href }] : []),
      ]);
  }

  private takeMeta(attributes: Attributes): void {
    const content = attributes.get('content');
    if (content === undefined) return;
    const name = attributes.get('name')?.trim().toLowerCase();
    if (name === 'robots' || (name !== undefined && name === this.options.agent))
      for (const directive of content.slice(0, 1000).toLowerCase().split(',')) {
        if (directive.trim() !== '' && this.robots.size < 100) this.robots.add(directive.trim());
      }
    const names = [
      name,
      attributes.get('property')?.trim().toLowerCase(),
      attributes.get('itemprop')?.trim().toLowerCase(),
    ];
    if (names.some((given) => given !== undefined && META_PICTURES.has(given))) this.take(content);
  }

  private takeBase(href: string | undefined): void {
    const base = this.baseIsGiven ? undefined : addressOrNothing(href, this.address);
    if (base === undefined) return;
    this.base = base;
    this.baseIsGiven = true;
  }

  private takeCss(css: string | undefined): void {
    if (css === undefined || !/url\(/i.test(css)) return;
    let found = 0;
    for (const address of cssPictures(css, MOST_OF_A_SHEET)) {
      this.take(address);
      found++;
    }
    if (found === MOST_OF_A_SHEET) this.capped = true;
  }

  /** Galleries keep addresses at elements of every kind; what does not end like a picture is a frame's or a film's. */
  private takeLazyFile(attributes: Attributes): void {
    for (const attribute of LAZY) {
      const address = addressOrNothing(attributes.get(attribute), this.base);
      if (address !== undefined && PICTURE_FILE.test(new URL(address).pathname)) this.take(address);
    }
  }

  private takeLazyBackground(value: string | undefined): void {
    if (value === undefined) return;
    if (/url\(/i.test(value)) this.takeCss(`background:${value}`);
    else if (isLikeAnAddress(value)) this.take(value);
  }

  /** @returns whether there is such an address */
  private take(text: string | undefined, says: Said = {}): boolean {
    const address = addressOrNothing(text, this.base);
    if (address === undefined) return false;
    const known = this.pictures.get(address);
    if (!known && this.pictures.size >= this.mostPictures) {
      this.capped = true;
      return true;
    }
    const picture: FoundPicture = known ?? { address, source_page: this.address };
    for (const [field, value] of Object.entries(says) as [keyof Said, string | undefined][])
      if (value !== undefined) picture[field] ??= value;
    if (!known) this.pictures.set(address, picture);
    return true;
  }
}

/** What one `img` or `source` offers; when a lazy loader has an address, what loads at once only keeps the place. */
function candidatesOf(attributes: Attributes, isImage: boolean): SrcsetCandidate[] {
  const sets = (names: readonly string[]) => names.flatMap((name) => srcsetCandidates(attributes.get(name) ?? ''));
  const single = (names: readonly string[]) =>
    names.flatMap((name) => {
      const address = attributes.get(name);
      return isImage && address !== undefined && (name === 'src' || isLikeAnAddress(address)) ? [{ address }] : [];
    });
  const lazy = [...sets(LAZY_SETS), ...single(LAZY)];
  return lazy.length > 0 ? lazy : [...sets(['srcset']), ...single(['src'])];
}

/** Not `true`, `lazy` or `dark`, which some write into the attributes of others. */
function isLikeAnAddress(text: string): boolean {
  return /[./]/.test(text);
}

function titleOf(attributes: Attributes): { title: string | undefined } {
  return { title: shortText(attributes.get('alt')) ?? shortText(attributes.get('title')) };
}

function tokens(text: string | undefined): string[] {
  return text === undefined ? [] : text.slice(0, 1000).toLowerCase().split(/\s+/);
}
