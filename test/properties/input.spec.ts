import fc from 'fast-check';
import { ProfileQuery } from '../../src/access/profile.dto';
import { toInstance, toInstanceQuickly } from '../../src/http/convert';
import { checked } from '../../src/http/validation';
import { ProjectQuery } from '../../src/projects/project.dto';
import { RestoreBody } from '../../src/resources/trash/restore.dto';
import { SceneletCreate, SceneletQuery } from '../../src/scenelets/tree/scenelet.dto';
import { StoryPatch } from '../../src/scenelets/stories/story.dto';
import { ShotBulkCreate, ShotItem, ShotPatch, ShotQuery } from '../../src/shots/shot.dto';
import { jsonObjects, names, runs } from '../support/arbitraries';

const TYPES: (new () => object)[] = [
  ...[ShotItem, ShotPatch, ShotBulkCreate, ShotQuery, SceneletCreate, SceneletQuery],
  ...[StoryPatch, ProjectQuery, ProfileQuery, RestoreBody],
];

const fieldNames = ['name', 'data', 'content', 'shots', 'rename', 'limit', 'without_shots', 'episode_id', 'colour'];

/** Bodies of which most fields exist, some have the wrong type, and free JSON stands everywhere. */
const inputs = fc
  .array(
    fc.tuple(
      fc.constantFrom(...fieldNames, 'description', 'frame_start', 'is_branch_point', 'toString', '__proto__'),
      fc.oneof(
        jsonObjects(['__proto__', 'prototype', 'valueOf']),
        names,
        fc.constantFrom('7', 'true', 7, true, null, [], [[{ constructor: 1 }]], '0190D1F2-0000-7000-8000-00000000ABCD'),
        fc.array(jsonObjects(), { maxLength: 2 }),
      ),
    ),
  )
  .map((entries) => Object.fromEntries(entries));

describe('an input', () => {
  it('becomes the same by class-transformer as by the way for many', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), inputs, (type, input) => {
        const [slow, quick] = [toInstance(type, input), toInstanceQuickly(type, input)];
        expect(slow).toBeInstanceOf(type);
        expect(slow).toStrictEqual(quick);
        expect(Object.getPrototypeOf(slow)).toBe(type.prototype);
        expect(checked(type, input, '', toInstance).errors).toEqual(checked(type, input).errors);
      }),
      runs,
    );
  });

  it('keeps free JSON as the very value that came, whatever its keys are called', () => {
    fc.assert(
      fc.property(jsonObjects(['__proto__', 'prototype', 'valueOf']), (data) => {
        const before = JSON.stringify(data);
        for (const convert of [toInstance, toInstanceQuickly]) {
          expect(convert(ShotItem, { name: 'x', data }).data).toBe(data);
          expect(convert(ShotBulkCreate, { shots: [data] }).shots[0]).toBe(data);
        }
        expect(JSON.stringify(data)).toBe(before);
      }),
      runs,
    );
  });

  it('is refused by every key that is no field, and by no key that is', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const fields = ['name', 'description', 'status', 'frame_start', 'frame_end', 'data'];
        const unknown = Object.keys(input).filter((key) => !fields.includes(key));
        const { errors } = checked(ShotItem, input, '', toInstance);
        const told = errors.filter(({ detail }) => detail === 'is not a field of this resource');
        expect(told.map(({ pointer }) => pointer)).toEqual(unknown.map((key) => `/${key}`));
      }),
      runs,
    );
  });
});
