// Lint rules: the recommended ones, and the house's own about where things may stand.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'flows/', 'account-check/built/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      'no-empty': ['error', { allowEmptyCatch: false }],
      // Checked indexes: the compiler already says where one may be missing, and the code says where it can't be.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      'no-void': 'off',
    },
  },
  {
    // Apps Script and Directus' Run Script are synchronous: a promise there is a mistake.
    files: ['src/**/*.ts', 'account-check/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: ':function[async=true]', message: 'Code that runs at Google or in a flow is synchronous.' },
      ],
    },
  },
  {
    // Runs at Google only: its entry points are called by nobody here.
    files: ['bench/article/Code.js'],
    languageOptions: {
      sourceType: 'script',
      globals: Object.fromEntries(
        ['Calendar', 'ContentService', 'PropertiesService', 'UrlFetchApp', 'Utilities'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
    rules: { '@typescript-eslint/no-unused-vars': 'off' },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', URL: 'readonly' } } },
);
