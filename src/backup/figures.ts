/** A number for people: `1,234,567`. */
export const countOf = (count: number): string => count.toLocaleString('en');

/** Bytes for people: `12MB`. */
export const sizeOf = (bytes: number): string =>
  new Intl.NumberFormat('en', { notation: 'compact', style: 'unit', unit: 'byte', unitDisplay: 'narrow' }).format(
    bytes,
  );
