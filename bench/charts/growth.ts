// How something grows with the number of changes: a panel for each case, both axes logarithmic.
import type { Row } from '../row';
import { element, image, label } from './svg';

export interface Growth {
  heading: string;
  /** What the height means, and its unit. */
  measure: string;
  value: (row: Row) => number;
  /** Draws the floor as a line of its own. */
  floor?: (row: Row) => number;
}

const PANELS: readonly [name: string, title: string][] = [
  ['edit-items', 'Items edited'],
  ['create-items', 'Items created'],
  ['delete-items', 'Items deleted'],
  ['edit-events', 'Events edited in Google'],
];
const PANEL = { width: 210, height: 200, left: 46, top: 74, gap: 28 };
const FOOT = 62;
const LEGEND_WIDTH = 740;

/** The logarithmic scale of one axis, in pixels. */
type Scale = (value: number) => number;

/** An SVG image; cases that were not run have no panel. */
export function growthChart(rows: readonly Row[], growth: Growth): string {
  const panels = PANELS.filter(([name]) => rows.some((row) => row.name === name));
  const shown = rows.filter(({ name }) => panels.some(([panel]) => panel === name));
  const values = shown.flatMap((row) => [growth.value(row), growth.floor?.(row) ?? growth.value(row)]);
  const decades = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))] as const;
  const width = Math.max(LEGEND_WIDTH, PANEL.left + panels.length * (PANEL.width + PANEL.gap));
  const content = [
    label(16, 26, growth.heading, { class: 'heading' }),
    label(16, 46, growth.measure, { class: 'quiet' }),
    ...panels.map(([name, title], i) =>
      panel(
        title,
        shown.filter((row) => row.name === name),
        growth,
        { left: PANEL.left + i * (PANEL.width + PANEL.gap), decades },
      ),
    ),
    legend(PANEL.top + PANEL.height + 48, growth.floor !== undefined),
  ];
  return image(width, PANEL.top + PANEL.height + FOOT, `${growth.heading}. ${growth.measure}`, content);
}

interface Place {
  left: number;
  decades: readonly [number, number];
}

function panel(title: string, rows: readonly Row[], growth: Growth, { left, decades }: Place): string {
  const [low, high] = decades;
  const bottom = PANEL.top + PANEL.height;
  const y: Scale = (value) => bottom - ((Math.log10(Math.max(value, 10 ** low)) - low) / (high - low)) * PANEL.height;
  const x: Scale = (n) => left + 10 + (Math.log10(n) / 3) * (PANEL.width - 20);
  const grid = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)).flatMap((value) => [
    element('line', { class: 'grid', x1: left, x2: left + PANEL.width, y1: y(value), y2: y(value) }),
    label(left - 6, y(value) + 4, short(value), { class: 'quiet', 'text-anchor': 'end' }),
  ]);
  const sizes = [...new Set(rows.map(({ n }) => n))];
  return [
    label(left, PANEL.top - 10, title, { class: 'panel' }),
    ...grid,
    ...sizes.map((n) => label(x(n), bottom + 18, short(n), { class: 'quiet', 'text-anchor': 'middle' })),
    ...(growth.floor ? [curve('floor', rows.filter(isThis), growth.floor, x, y)] : []),
    ...(['article', 'this'] as const).flatMap((system) => {
      const own = rows.filter((row) => row.system === system);
      return [curve(system, own, growth.value, x, y), ...own.map((row) => dot(row, x(row.n), y(growth.value(row))))];
    }),
  ].join('\n');
}

function isThis({ system }: Row): boolean {
  return system === 'this';
}

function curve(name: string, rows: readonly Row[], value: (row: Row) => number, x: Scale, y: Scale): string {
  const points = [...rows].sort((a, b) => a.n - b.n).map((row) => `${rounded(x(row.n))},${rounded(y(value(row)))}`);
  return element('polyline', { class: `line ${name}`, points: points.join(' ') });
}

function dot({ system, arrived, n }: Row, cx: number, cy: number): string {
  const partly = arrived < n ? ' partly' : '';
  return element('circle', { class: `dot ${system}${partly}`, cx: rounded(cx), cy: rounded(cy), r: 4 });
}

function legend(y: number, withFloor: boolean): string {
  const entries: [string, string][] = [
    ['dot this', 'this project'],
    ['dot article', 'the article’s design'],
    ['dot article partly', 'not all of it arrived'],
  ];
  const places = [16, 120, 262];
  const dots = entries.flatMap(([name, text], i) => [
    element('circle', { class: name, cx: places[i]!, cy: y - 4, r: 4 }),
    label(places[i]! + 10, y, text),
  ]);
  const floor = [
    element('line', { class: 'line floor', x1: 410, x2: 440, y1: y - 4, y2: y - 4 }),
    label(448, y, 'what Google’s quota and latencies allow at best'),
  ];
  return [...dots, ...(withFloor ? floor : [])].join('\n');
}

function short(value: number): string {
  return value >= 1 ? value.toLocaleString('en') : String(rounded(value));
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
