import fc from 'fast-check';
import { readXml } from '../../../../test/support/strict-xml';
import { histogramsSvg } from './histograms';

const bins = [
  { from: 0, to: 0.5, count: 3 },
  { from: 0.5, to: 1, count: 12 },
];

describe('histograms', () => {
  it('show a bar for each bin, in proportion, with a title that says what it is', () => {
    const picture = readXml(histogramsSvg('Job 7', [{ title: 'dark', bins, threshold: 0.2 }]));
    const bars = picture.all('rect').filter(({ attributes }) => attributes.class === 'bar');
    expect(bars.map((bar) => bar.all('title')[0]?.text).toSorted()).toEqual([
      '0 to 0.5: 3 pictures',
      '0.5 to 1: 12 pictures',
    ]);
    const [low = NaN, high = NaN] = bars.map(({ attributes }) => Number(attributes.height)).toSorted((a, b) => a - b);
    expect(high / low).toBeCloseTo(4);
    expect(picture.all('line').filter(({ attributes }) => attributes.class === 'limit')).toHaveLength(1);
    expect(picture.all('title').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Job 7', 'dark', 'Limit: 0.2']),
    );
  });

  it('of nothing say so', () => {
    const said = readXml(histogramsSvg('Job 7', [])).all('text');
    expect(said.map(({ text }) => text)).toContain('Nothing has been measured yet.');
    expect(() => readXml(histogramsSvg('Job 7', [{ title: 'dark', bins: [] }]))).not.toThrow();
  });

  it('are well-formed, whatever they are called and hold', () => {
    const histogram = fc.record({
      title: fc.string({ unit: 'binary' }),
      bins: fc.array(fc.record({ from: fc.double(), to: fc.double(), count: fc.nat() }), { maxLength: 5 }),
      threshold: fc.option(fc.double()),
    });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(histogram, { maxLength: 4 }), (title, histograms) => {
        const text = histogramsSvg(title, histograms);
        expect(readXml(text).all('g')).toHaveLength(histograms.length);
        expect(text).not.toMatch(/="(-|NaN|Infinity|undefined)/);
      }),
      { numRuns: 100 },
    );
  });
});
