import fc from 'fast-check';
import sharp from 'sharp';
import { type XmlElement, readXml } from '../../../test/support/strict-xml';
import { boxToPicture, shownSize } from './geometry';
import { EMBEDDED_BYTES, type PlacedComponent, overlay } from './overlay';
import type { PageFacts, Rotation } from './page-facts';

const page = (rotation: Rotation = 0): PageFacts => ({
  page_number: 1,
  width: 1191,
  height: 842,
  rotation,
  user_unit: 1,
  unit: 'pt',
  crop_box: [0, 0, 1191, 842],
});

const BOX = { x: 100, y: 200, width: 60, height: 20 };

const component = (given: Partial<PlacedComponent> = {}): PlacedComponent => ({
  label: 'B12-A',
  bounding_box: BOX,
  location: { x: 110, y: 210 },
  review_status: 'pending',
  confidence_score: 0.8,
  ...given,
});

/** Text of which `readXml` understands all that an overlay may have. */
const read = (svg: string): XmlElement => readXml(`<?xml version="1.0" encoding="UTF-8"?>\n${svg}`);

const numbers = (element: XmlElement | undefined, ...names: string[]) =>
  names.map((name) => Number(element?.attributes[name]));

/** Labels, without the legend's texts, which stand in a colour of their own. */
const labelsOf = (svg: string) =>
  read(svg)
    .all('text')
    .filter(({ attributes }) => attributes.fill !== undefined);

describe('an overlay', () => {
  it.each([0, 90, 180, 270] as const)('has a box where the page has it, turned by %i°', (rotation) => {
    const svg = overlay({ page: page(rotation), preview: null, components: [component()] });
    const boxes = read(svg)
      .all('g')
      .filter(({ attributes }) => attributes.stroke === '#d55e00')
      .flatMap((group) => group.all('rect'));
    const { x, y, width, height } = boxToPicture(page(rotation), shownSize(page(rotation)), BOX);
    expect(boxes.map((box) => numbers(box, 'x', 'y', 'width', 'height'))).toEqual([[x, y, width, height]]);
    expect(read(svg).all('title')[0]?.text).toBe('B12-A (pending, confidence 0.8)');
  });

  it('shows the picture of the page under them, as pixels say', async () => {
    const preview = await sharp({ create: { width: 1191, height: 842, channels: 3, background: '#ffee00' } })
      .png()
      .toBuffer();
    const svg = overlay({ page: page(), preview, components: [component()] });
    const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)];
    expect(info.width).toBe(1191);
    expect(at(600, 600)).toEqual([255, 238, 0]);
    // The left edge of the box.
    const [red = 0, green = 0, blue = 255] = at(100, 210);
    expect([red > 200, green < 200, blue < 60]).toEqual([true, true, true]);
  });

  it('leaves out a picture that has no end, and says so', () => {
    const svg = overlay({ page: page(), preview: new Uint8Array(EMBEDDED_BYTES + 1), components: [] });
    expect(svg).not.toContain('data:');
    expect(svg).toContain('too large to be shown');
  });

  it('has a cross for a location without a box, and counts what has no place', () => {
    const components = [
      component({ bounding_box: null }),
      component({ bounding_box: null, location: null }),
      component({ bounding_box: { x: NaN, y: 0, width: 1, height: 1 }, location: null }),
    ];
    const svg = overlay({ page: page(), preview: null, components });
    expect(read(svg).all('path')).toHaveLength(1);
    expect(svg).toContain('2 without a place on the page');
  });

  it('is coloured by review status or by confidence, and its legend counts', () => {
    const components = [
      component({ review_status: 'approved', confidence_score: 0.95 }),
      component({ review_status: 'reviewed', confidence_score: 0.2 }),
      component({ review_status: 'reviewed', confidence_score: null }),
    ];
    const legend = (svg: string) =>
      read(svg)
        .all('text')
        .filter(({ attributes }) => attributes.fill === undefined)
        .map(({ text }) => text)
        .filter((text) => text.includes(': '))
        .sort();
    expect(legend(overlay({ page: page(), preview: null, components }))).toEqual(['approved: 1', 'reviewed: 2']);
    expect(legend(overlay({ page: page(), preview: null, components, colour_by: 'confidence' }))).toEqual([
      '0.9 and more: 1',
      'under 0.5: 1',
      'unknown: 1',
    ]);
  });

  it('is sound XML with the text as it was, whatever marks are', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    const nasty = fc.constantFrom(
      '<script>alert(1)</script>',
      '"><g onload="x',
      "&amp;'",
      ']]>',
      '\u0000\u001b[31m',
      '\ud800',
      '\u202eA',
    );
    fc.assert(
      fc.property(fc.oneof(text, nasty), fc.oneof(text, nasty), (label, review_status) => {
        const svg = overlay({ page: page(), preview: null, components: [component({ label, review_status })] });
        const title = read(svg).all('title')[0]?.text ?? '';
        expect(svg).not.toContain('<script');
        // eslint-disable-next-line no-control-regex -- they are what must not be there
        expect(svg).not.toMatch(/[\x00-\x09\x0b-\x1f\u202a-\u202e]/);
        if (/^[\w <>"'&]+$/.test(label)) expect(title.startsWith(`${label} (`)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('can be read with 500 components: no label lies on another, and hardly one is missing', () => {
    const place = (at: number, prime: number) => ((at * prime) % 1009) / 1009;
    const components = Array.from({ length: 500 }, (_, at) =>
      component({
        label: `B${100 + at}-A`,
        bounding_box: {
          x: 1120 * place(at + 1, 613),
          y: 790 * place(at + 1, 271),
          width: 20 + (at % 30),
          height: 8 + (at % 20),
        },
      }),
    );
    const labels = labelsOf(overlay({ page: page(), preview: null, components }));
    expect(labels.length).toBeGreaterThanOrEqual(480);
    const letters = 1191 / 200;
    const boxes = labels.map((label) => {
      const [x = NaN, y = NaN] = numbers(label, 'x', 'y');
      return { x, y, right: x + 0.6 * letters * label.text.length, lower: y + letters };
    });
    for (const [at, a] of boxes.entries())
      for (const b of boxes.slice(at + 1))
        expect(a.x < b.right && b.x < a.right && a.y < b.lower - 0.01 && b.y < a.lower - 0.01).toBe(false);
  });

  it('of 5,000 components in one place has an end, and one label', () => {
    const components = Array.from({ length: 5000 }, () => component());
    const svg = overlay({ page: page(), preview: null, components });
    expect(labelsOf(svg).length).toBeLessThan(20);
    expect(svg).toMatch(/(49\d\d|5000) whose label has no room/);
  });
});
