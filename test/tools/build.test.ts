// What the build makes: one readable file for Apps Script, and generated files that match the committed ones.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { buildBundle } from '../../tools/build-bundle';
import { generatedFiles, projectVersion } from '../../tools/build';

declare const __PROJECT_ROOT__: string;

const bindings = readFileSync(join(__PROJECT_ROOT__, 'bindings.json'), 'utf8');

describe('the bundle', () => {
  let text: string;
  beforeAll(async () => {
    text = await buildBundle(bindings, projectVersion());
  });

  test('starts in a bare context, without any service or global of Node or a browser', () => {
    const context = createContext({});
    expect(() => runInContext(text, context)).not.toThrow();
  });

  test('has the entry points as its only top-level functions, install first', () => {
    const context = createContext({});
    runInContext(text, context);
    // Functions come in the order in which they stand in the file.
    const names = Object.keys(context).filter((name) => typeof context[name] === 'function');
    expect(names[0]).toBe('install');
    expect(text).toMatch(/^\/\/.*\nfunction install\(/);
    expect([...names].sort()).toEqual(
      [
        'adoptPairs',
        'catchUp',
        'doGet',
        'doPost',
        'dryRun',
        'forgetReport',
        'goOn',
        'goOnWorking',
        'install',
        'listCalendars',
        'reconcile',
        'renewChannels',
        'showStatus',
        'startAnew',
        'stopNotifications',
        'syncNow',
        'uninstall',
      ].sort(),
    );
  });

  test('hands out the entry points themselves, not functions of the same names in other modules, which take arguments', () => {
    const context = createContext({});
    runInContext(text, context);
    const entries = Object.entries(context['sync'] as Record<string, (...args: unknown[]) => unknown>);
    const taking = entries.filter(([, entry]) => entry.length > 0).map(([name]) => name);
    expect(entries.map(([name]) => name)).toContain('install');
    expect(taking).toEqual(['catchUp', 'doPost']);
  });

  test('is readable: every source file has its heading, and names are those of the source', () => {
    expect(text).toContain('// src/core/plan.ts');
    expect(text).toContain('function planPair(pair, context)');
  });

  test('holds no syntax that Apps Script does not parse: private or static class members', () => {
    expect(text).not.toMatch(/this\.#|^\s*#\w+/m);
    expect(text).not.toMatch(/^\s*static\s*([\w$]+\s*[=;]|\{)/m);
  });

  test('carries version and bindings', () => {
    expect(text).toContain(projectVersion());
    expect(text).toContain('calendar_event_sync');
  });
});

describe('generated files', () => {
  test.each(Object.entries(generatedFiles()))('%s is committed as it is generated', (path, text) => {
    expect(readFileSync(join(__PROJECT_ROOT__, path), 'utf8')).toBe(text);
  });
});
