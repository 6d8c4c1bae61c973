/** The map of the house, checked: rooms stand on each other in one order, features meet at their index, nothing goes round in circles. */
const { features, foundations } = require('./scripts/rooms.cjs');

const rooms = [...foundations, ...features];
const anyOf = (names) => `^src/(${names.join('|')})/`;

/** One rule a room: what stands after it is not for it. */
const order = rooms.slice(0, -1).map((room, place) => {
  const later = rooms.slice(place + 1);
  const laterFeatures = foundations.includes(room) ? features : [];
  return {
    name: `${room}-imports-only-what-stands-before-it`,
    comment: `${room} may not import ${later.join(', ')}: the order is in scripts/rooms.cjs.${laterFeatures.length > 0 ? ' A foundation knows no feature.' : ''}`,
    severity: 'error',
    from: { path: anyOf([room]) },
    to: { path: anyOf(later) },
  };
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...order,
    {
      name: 'every-room-has-its-place',
      comment: 'A new room is entered in scripts/rooms.cjs, after what it imports.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: anyOf(rooms) },
      to: {},
    },
    {
      name: 'features-meet-at-their-index',
      comment: "A feature enters another feature only through that one's index.ts.",
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/([^/]+)/', pathNot: ['^src/$1/', anyOf(foundations), '/index\\.ts$'] },
    },
    {
      name: 'no-room-knows-how-rooms-are-wired',
      comment: 'Files at the root of src/ wire the rooms; what a room needs of them is handed in.',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'migrations-are-handed-in',
      comment: 'Migrations know the migrator, not the reverse: whoever needs the list is given it, as with entities.',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^migrations/' },
    },
    {
      name: 'migrations-know-the-migrator-only',
      comment:
        'What a migration does must stay what it was, whatever becomes of the features; names it compares as they do.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^src/', pathNot: ['^src/migrator/index\\.ts$', '^src/database/(name-key|json-box)\\.ts$'] },
    },
    {
      name: 'no-unlisted-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
