// Builds dist/ (what is pushed to Apps Script) and flows/ (what is imported into Directus): the same as `npm run build`.
process.argv.splice(2, 0, 'build');
await import('./tools/run.mjs');
