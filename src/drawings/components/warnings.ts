/** What is worth another look, by code. */
export const WARNINGS = {
  quantity_high: 'More than a hundred pieces.',
  plate_quantity_high: 'More than fifty plates.',
  material_missing: 'A wide flange without its material.',
  material_contradicts_type: 'A type that is of steel, and a material that is concrete.',
  confidence_low: 'The reading is not sure.',
} as const;

/** The code of a warning. */
export type WarningCode = keyof typeof WARNINGS;

/** What warnings are found by. */
export interface WarnedComponent {
  component_type: string | null;
  quantity: number | null;
  material_type: string | null;
  confidence_score: number | null;
}

/** A warning: the field that it is about, and a sentence for people. */
export interface Warning {
  code: WarningCode;
  field: keyof WarnedComponent;
  detail: string;
}

const MOST_PIECES = 100;
const MOST_PLATES = 50;
/** Shapes that are rolled or cut of steel; beams and columns may be of anything. */
const OF_STEEL: ReadonlySet<string> = new Set(['wide_flange', 'hss', 'angle', 'channel', 'plate', 'tube']);
/** The word in some languages, or a strength class of EN 206, such as C30/37. */
const CONCRETE = /\b(concrete|beton|béton|hormig[oó]n)|^\s*C\d{2,3}\/\d{2,3}\s*$/i;

/** What is doubtful about a component. It is kept all the same. @param minConfidence below which a reading is not sure */
export function warningsOf(component: WarnedComponent, minConfidence: number): Warning[] {
  const { component_type: type, material_type, confidence_score: confidence } = component;
  const quantity = component.quantity ?? 1;
  const material = (material_type ?? '').trim();
  const found: Warning[] = [];
  if (quantity > MOST_PIECES)
    found.push({
      code: 'quantity_high',
      field: 'quantity',
      detail: `There are ${String(quantity)} pieces of it; more than ${String(MOST_PIECES)} are rare. Compare with the sheet.`,
    });
  if (type === 'plate' && quantity > MOST_PLATES)
    found.push({
      code: 'plate_quantity_high',
      field: 'quantity',
      detail: `There are ${String(quantity)} plates of it; more than ${String(MOST_PLATES)} are rare. Compare with the sheet.`,
    });
  if (type === 'wide_flange' && material === '')
    found.push({
      code: 'material_missing',
      field: 'material_type',
      detail: 'It is a wide flange, and its material is missing. Say the grade, such as A992.',
    });
  if (type !== null && OF_STEEL.has(type) && CONCRETE.test(material))
    found.push({
      code: 'material_contradicts_type',
      field: 'material_type',
      detail: `Its type, ${type}, is of steel, and its material, ${material}, is concrete. Correct one of them.`,
    });
  if (confidence !== null && confidence < minConfidence)
    found.push({
      code: 'confidence_low',
      field: 'confidence_score',
      detail: `Its reading is sure to ${String(confidence)}, less than ${String(minConfidence)}. Compare with the sheet.`,
    });
  return found;
}
