import { marksOf, MEMBER, PLACEHOLDER, VALID } from './grouping';
import { PositionGroups } from './position-groups';

const groupsOf = (size: number | PositionGroups, ...pairs: [number, number][]) => {
  const groups = new PositionGroups(size);
  for (const [one, other] of pairs) groups.join(one, other);
  return groups;
};

describe('groups of places', () => {
  it('have their first place for a name, whatever the order in which they are joined', () => {
    const groups = groupsOf(6, [4, 5], [5, 2], [3, 3]);
    expect([0, 1, 2, 3, 4, 5].map((place) => groups.firstOf(place))).toEqual([0, 1, 2, 3, 2, 2]);
  });

  it('go on from others without changing them', () => {
    const first = groupsOf(3, [0, 1]);
    const second = groupsOf(first, [1, 2]);
    expect([first.firstOf(2), second.firstOf(2)]).toEqual([2, 0]);
  });
});

describe('what is said of pictures that were compared', () => {
  const good = MEMBER | VALID;

  it('is nothing of those that are alone', () => {
    expect([...marksOf(Uint8Array.of(good, MEMBER, 0), groupsOf(3), groupsOf(3))]).toEqual([]);
  });

  it('tells copies from pictures that look alike; the first one stands for all', () => {
    const same = groupsOf(4, [0, 2]);
    expect([...marksOf(Uint8Array.of(good, good, good, good), same, groupsOf(same, [1, 2]))]).toEqual([
      { position: 0, keeper: 0, failed: null },
      { position: 1, keeper: 0, failed: 'near_duplicates' },
      { position: 2, keeper: 0, failed: 'exact_duplicates' },
    ]);
  });

  it('lets one that passes by itself stand for those that do not', () => {
    const alike = groupsOf(3, [0, 1], [1, 2]);
    expect([...marksOf(Uint8Array.of(MEMBER, good, good), groupsOf(3), alike)]).toEqual([
      { position: 0, keeper: 1, failed: 'near_duplicates' },
      { position: 1, keeper: 1, failed: null },
      { position: 2, keeper: 1, failed: 'near_duplicates' },
    ]);
  });

  it('leaves none of a placeholder’s copies', () => {
    const place = good | PLACEHOLDER;
    const same = groupsOf(3, [0, 1]);
    expect([...marksOf(Uint8Array.of(place, place, good), same, same)]).toEqual([
      { position: 0, keeper: 0, failed: 'placeholders' },
      { position: 1, keeper: 0, failed: 'placeholders' },
    ]);
  });

  it('leaves out what has no result', () => {
    const alike = groupsOf(3, [0, 1], [1, 2]);
    expect([...marksOf(Uint8Array.of(0, good, good), groupsOf(3), alike)].map(({ keeper }) => keeper)).toEqual([1, 1]);
  });
});
