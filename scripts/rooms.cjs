/**
 * The rooms of src/, in the order in which they stand on each other: each may import only what stands before it, so no two
 * rooms import each other, by whatever way round. Where a new arrow does not fit the order, the order is changed, not the
 * rule. .dependency-cruiser.cjs makes its rules of these lists, docs/structure.md is drawn from them.
 */
exports.foundations = [
  'config',
  'database',
  'command-line',
  'child-processes',
  'http',
  'files',
  'activity',
  'access',
  'resources',
  'transfer',
  'jobs',
  'migrator',
  'backup',
  'operations',
];

/** They stand on the foundations, and meet at each other's index.ts. */
exports.features = ['projects', 'shots', 'scenelets', 'datasets', 'drawings', 'rehearsal', 'demonstration'];
