import { type WarnedComponent, warningsOf } from './warnings';

const codes = (component: Partial<WarnedComponent>): string[] =>
  warningsOf({ component_type: null, quantity: 1, material_type: null, confidence_score: null, ...component }, 0.5).map(
    ({ code }) => code,
  );

describe('warnings', () => {
  it.each([
    [{ quantity: 100 }, []],
    [{ quantity: 101 }, ['quantity_high']],
    [{ component_type: 'plate', quantity: 50 }, []],
    [{ component_type: 'plate', quantity: 51 }, ['plate_quantity_high']],
    [{ component_type: 'plate', quantity: 101 }, ['quantity_high', 'plate_quantity_high']],
    [{ component_type: 'angle', quantity: 51 }, []],
    [{ component_type: 'wide_flange' }, ['material_missing']],
    [{ component_type: 'wide_flange', material_type: '  ' }, ['material_missing']],
    [{ component_type: 'wide_flange', material_type: 'A992' }, []],
    [{ component_type: 'hss', material_type: 'Concrete 4000 psi' }, ['material_contradicts_type']],
    [{ component_type: 'plate', material_type: 'C30/37' }, ['material_contradicts_type']],
    [{ component_type: 'column', material_type: 'Stahlbeton' }, []],
    [{ component_type: 'beam', material_type: 'concrete' }, []],
    [{ confidence_score: 0.49 }, ['confidence_low']],
    [{ confidence_score: 0.5 }, []],
    [{ quantity: null, confidence_score: 0 }, ['confidence_low']],
  ])('of %j are %j', (component, expected) => {
    expect(codes(component as Partial<WarnedComponent>)).toEqual(expected);
  });
});
