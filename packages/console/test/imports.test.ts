import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../src');

/** Folders and files of `src` in the order of their layers: each imports only itself and earlier ones. */
const layers = [
  'paths.ts',
  'format.ts',
  'api',
  'components',
  'session',
  'locations',
  'stock',
  'reservations',
  'items',
  'scan',
  'labels',
  'import',
  'reports',
  'pages.tsx',
  'shell',
  'app.tsx',
  'main.tsx',
];

const layerOf = (file: string) => file.split('/')[0] ?? '';

/** The relative imports of a file, as paths from `src`. Dynamic imports count too. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(source, file), 'utf8');
  return [...text.matchAll(/(?:from |import\()'(\.[^']+\.tsx?)'/g)].map(([, specifier = '']) =>
    normalize(join(dirname(file), specifier)),
  );
}

const imports = new Map(
  globSync('**/*.{ts,tsx}', { cwd: source })
    .sort()
    .map((file) => [file, importsOf(file)]),
);

test('every folder has a layer', () => {
  expect([...new Set([...imports.keys()].map(layerOf))].sort()).toEqual(layers.toSorted());
});

test('no import points to a higher layer', () => {
  const upward = [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => layers.indexOf(layerOf(target)) > layers.indexOf(layerOf(file)))
      .map((target) => `${file} → ${target}`),
  );
  expect(upward).toEqual([]);
});

test('no import is part of a cycle', () => {
  const remaining = new Map(imports);
  for (let size = Infinity; remaining.size < size; ) {
    size = remaining.size;
    for (const [file, targets] of remaining) {
      if (!targets.some((target) => remaining.has(target))) remaining.delete(file);
    }
  }
  expect([...remaining.keys()]).toEqual([]);
});
