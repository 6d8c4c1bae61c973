/** Type codes of material, by the type of component that they are kept as. */
const TYPES: Readonly<Record<string, string>> = {
  W: 'wide_flange',
  M: 'beam',
  S: 'beam',
  H: 'beam',
  HP: 'beam',
  C: 'channel',
  MC: 'channel',
  L: 'angle',
  HSS: 'hss',
  TS: 'hss',
  PI: 'tube',
  PL: 'plate',
  CP: 'plate',
  FB: 'plate',
  GR: 'plate',
  GT: 'plate',
  WT: 'generic',
  MT: 'generic',
  ST: 'generic',
  RB: 'generic',
  SQ: 'generic',
  MI: 'generic',
  MX: 'generic',
  SS: 'generic',
};

/** Bolts, anchors and studs, which come as parts do. */
const FASTENERS: ReadonlySet<string> = new Set(['HS', 'MB', 'AB', 'BLT', 'BO', 'SB', 'WS', 'WA', 'NU', 'WASHER']);

/** What new parts of a type are written as. */
const CODES: Readonly<Record<string, string>> = {
  wide_flange: 'W',
  hss: 'HSS',
  angle: 'L',
  channel: 'C',
  plate: 'PL',
  tube: 'PI',
};

/** The type of component for a code; undefined for one that is not known. */
export function typeOfCode(code: string): string | undefined {
  const known = code.trim().toUpperCase();
  return FASTENERS.has(known) ? 'generic' : TYPES[known];
}

/** Whether a code is of bolts, anchors or studs. */
export function isFastener(code: string): boolean {
  return FASTENERS.has(code.trim().toUpperCase());
}

/** The code for a type of component: that of its size where it begins with one (S12x31.8), MI (miscellaneous) where none fits. */
export function codeOfType(type: string | null, size: string | null): string {
  const said = /^[A-Za-z]{1,3}(?=\s*\d)/.exec(size?.trim() ?? '')?.[0].toUpperCase();
  if (said !== undefined && said in TYPES && (type === null || TYPES[said] === type || !(type in CODES))) return said;
  return (type === null ? undefined : CODES[type]) ?? 'MI';
}
