/** NestJS 12 and a few others ship ES modules only; Jest on Node 20 cannot require() them, so they are compiled to CommonJS here. */
const swc = (syntax) => ({
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2023',
    parser: syntax === 'typescript' ? { syntax, decorators: true } : { syntax },
    ...(syntax === 'typescript' && {
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    }),
  },
});

module.exports = {
  testEnvironment: 'node',
  rootDir: '.',
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  setupFiles: ['<rootDir>/test/support/no-color.js'],
  testRegex: '(src|test)/.*\\.(e2e-)?spec\\.ts$',
  // PostgreSQL does half of the work, so one worker would leave a core idle half of the time.
  maxWorkers: '100%',
  // What is global is looked up in a sandbox each time, which is felt where pixels are counted.
  sandboxInjectedGlobals: ['Math'],
  // No test is about time: the processor may be busy with something else.
  testTimeout: 1_200_000,
  testSequencer: '<rootDir>/test/support/slowest-first.js',
  reporters: ['default', '<rootDir>/test/support/results-reporter.js'],
  // What is loaded when it is needed is imported by its name in the build.
  moduleNameMapper: { '^(\\.{1,2}/.+)\\.js$': ['$1', '$1.js'] },
  transform: {
    '^.+\\.ts$': ['@swc/jest', swc('typescript')],
    '/node_modules/.+\\.m?js$': ['@swc/jest', swc('ecmascript')],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|jose|uuid|content-disposition|cookie|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit|load-esm|htmlparser2|entities|dom[^/]*)/)',
  ],
};
