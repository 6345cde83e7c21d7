// Unit, property and contract tests by default; those that need a running Directus are the project "e2e", and
// long stories over both sides in memory are "simulation".
const base = {
  testEnvironment: 'node',
  transform: { '\\.(ts|mjs|js)$': '<rootDir>/test/transform.mjs' },
  // Some packages ship ES modules only, which jest's CommonJS mode cannot load as they are.
  transformIgnorePatterns: [
    '/node_modules/(?!(env-paths|is-safe-filename|get-port|temporal-polyfill|temporal-spec|temporal-utils|marked|' +
      'htmlparser2|entities|domelementtype|domhandler|domutils|dom-serializer)/)',
  ],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'json'],
};

export default {
  // Each of those that need Directus starts one, whatever the number of cores.
  maxWorkers: 2,
  projects: [
    {
      ...base,
      displayName: 'fast',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/test/e2e/', '/test/simulation/[^/]+$'],
    },
    { ...base, displayName: 'simulation', testMatch: ['<rootDir>/test/simulation/*.test.ts'] },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/*.test.ts'] },
    { ...base, displayName: 'long', testMatch: ['<rootDir>/test/e2e/long/*.test.ts'] },
    // Compares the order of what runs at the same time in a real Directus: by hand, on a machine that does nothing else.
    { ...base, displayName: 'comparison', testMatch: ['<rootDir>/test/e2e/*.contract.ts'] },
  ],
};
