import '../../access/access.problems';
import { Name, Optional, Whole } from '../../http/fields';
import '../../http/http.problems';
import { type ProblemCode, ProblemError } from '../../http/problem';
import { Bulk, checkedItems } from './bulk';
import { idOf, type Outcome, outcomeOf } from './outcome';

class Item {
  @Name(5)
  name!: string;

  @Optional()
  @Whole(1)
  count?: number;
}

const done = (id: string): Outcome => ({ id });
const refused = (code: ProblemCode, ...pointers: string[]): Outcome => ({
  problem: new ProblemError(
    code,
    `refused: ${code}`,
    pointers.map((pointer) => ({ pointer, detail: 'is wrong' })),
  ),
});

describe('a bulk call', () => {
  const rendered: (readonly string[])[] = [];
  const bulk = new Bulk('things', (ids) => {
    rendered.push(ids);
    return Promise.resolve(ids.map((id) => ({ json: `{"id":"${id}"}`, etag: '1' })));
  });
  const writing = (...outcomes: Outcome[]) => jest.fn(() => Promise.resolve(outcomes));
  const problemOf = async (answer: Promise<unknown>): Promise<ProblemError> => {
    const error: unknown = await answer.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof ProblemError) return error;
    throw new Error('it was not refused', { cause: error });
  };

  beforeEach(() => rendered.splice(0));

  it('answers what was done in the order of the request', async () => {
    const items = [{ name: 'b' }, { name: ' a ' }];
    const write = writing(done('2'), done('1'));
    expect(await bulk.create(items, Item, 'atomic', write)).toMatchObject({
      status: 201,
      json: '{"items":[{"id":"2"},{"id":"1"}]}',
    });
    expect(write).toHaveBeenCalledWith([{ name: 'b' }, { name: 'a' }]);
    expect(await bulk.update(items, Item, 'atomic', write)).toMatchObject({ status: 200 });
    expect(await bulk.delete(items, Item, 'atomic', write)).toMatchObject({
      status: 200,
      json: '{"deleted":["2","1"]}',
    });
    expect(rendered).toHaveLength(2);
  });

  it('names every bad item, also those that only the write finds, and does not render', async () => {
    const items = [{ name: 'a' }, { name: '' }, 7, { name: 'b', count: 0 }, { name: 'c' }, { name: 'd' }];
    const write = writing(refused('duplicate', '/name'), refused('not_found'), done('3'));
    const { code, detail, errors } = await problemOf(bulk.create(items, Item, 'atomic', write));
    expect(code).toBe('invalid_input');
    expect(detail).toContain('5 of 6 items');
    expect(errors.map((error) => [error.pointer, error.code])).toEqual([
      ['/things/0/name', 'duplicate'],
      ['/things/1/name', 'invalid_input'],
      ['/things/2', 'invalid_input'],
      ['/things/3/count', 'invalid_input'],
      ['/things/4', 'not_found'],
    ]);
    expect(rendered).toEqual([]);
  });

  it.each<[ProblemCode, ProblemCode[]]>([
    ['unknown_reference', ['duplicate', 'malformed_request', 'unknown_reference', 'not_found']],
    ['malformed_request', ['forbidden', 'malformed_request', 'not_found']],
    ['not_found', ['duplicate', 'stale_version', 'forbidden', 'not_found']],
    ['forbidden', ['duplicate', 'stale_version', 'forbidden']],
    ['stale_version', ['duplicate', 'stale_version']],
    ['state_conflict', ['state_conflict']],
  ])('is refused as %s when items are refused as %j', async (code, codes) => {
    const write = writing(...codes.map((each) => refused(each)));
    const items = codes.map(() => ({ name: 'a' }));
    expect((await problemOf(bulk.update(items, Item, 'atomic', write))).code).toBe(code);
  });

  it('says once what is wrong with what all items share', async () => {
    const write = writing(
      refused('unknown_reference', '/parent_id'),
      refused('unknown_reference', '/parent_id', '/other'),
    );
    const items = [{ name: 'a' }, { name: 'b' }];
    const { errors } = await problemOf(bulk.create(items, Item, 'atomic', write, ['/parent_id']));
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/parent_id', '/things/1/other']);
  });

  it('says of each item what became of it, when as many are done as can be', async () => {
    const items = [{ name: 'a' }, { name: '' }, { name: 'b' }, { name: 'c' }];
    const outcomes = [done('1'), refused('duplicate', '/name'), done('3')];
    const { status, json } = await bulk.create(items, Item, 'partial', writing(...outcomes));
    expect(status).toBe(207);
    const { results } = JSON.parse(json ?? '') as { results: { index: number; status: number; item?: unknown }[] };
    expect(results.map((result) => [result.index, result.status, result.item])).toEqual([
      [0, 201, { id: '1' }],
      [1, 400, undefined],
      [2, 409, undefined],
      [3, 201, { id: '3' }],
    ]);
    const gone = await bulk.delete(items, Item, 'partial', writing(...outcomes));
    expect(JSON.parse(gone.json ?? '')).toMatchObject({
      results: [{ index: 0, status: 204 }, {}, {}, { index: 3, status: 204 }],
    });
  });

  it('asks for no write when no item has the right shape', async () => {
    const write = writing();
    expect((await bulk.create([{}], Item, 'partial', write)).status).toBe(207);
    await problemOf(bulk.create([{}], Item, 'atomic', write));
    expect(write).not.toHaveBeenCalled();
  });
});

describe('items of a list that is done as a whole', () => {
  it('are given as instances', () => {
    const [item] = checkedItems([{ name: ' a ' }], Item, 'things');
    expect(item).toBeInstanceOf(Item);
    expect(item).toEqual({ name: 'a' });
  });

  it('are refused with all that is wrong with them, in their order', () => {
    const further = (item: Item, index: number, isRight: boolean) =>
      isRight && item.name === 'x' ? [{ pointer: '/name', detail: `is that of item ${index}` }] : [];
    let thrown: unknown;
    try {
      checkedItems([{ name: 'x' }, { name: '' }, { name: 'x' }], Item, 'things', further);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: 'invalid_input',
      errors: [
        { pointer: '/things/0/name', detail: 'is that of item 0' },
        { pointer: '/things/1/name', detail: 'must have 1 to 5 characters' },
        { pointer: '/things/2/name', detail: 'is that of item 2' },
      ],
    });
  });
});

describe('an outcome', () => {
  it('is the id, or the problem thrown on', () => {
    expect(idOf([{ id: 'a' }])).toBe('a');
    expect(() => idOf([refused('not_found')])).toThrow('refused: not_found');
  });

  it('is made of a refusal, but of no other error', () => {
    const problem = new ProblemError('forbidden', 'no');
    expect(
      outcomeOf(() => {
        throw problem;
      }),
    ).toEqual({ problem });
    expect(() =>
      outcomeOf(() => {
        throw new TypeError('a mistake');
      }),
    ).toThrow(TypeError);
  });
});
