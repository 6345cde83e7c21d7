// How much of each change is on the other side in the end: a bar for each system.
import type { Row } from '../row';
import { element, image, label } from './svg';

const LEFT = 270;
const WIDTH = 480;
const TOP = 66;
const BAR = 14;
const CASE_HEIGHT = 46;

/** An SVG image of the largest size of each case that both systems were given. */
export function arrivedChart(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(({ name }) => name))];
  const pairs = names.flatMap((name) => {
    const both = (['this', 'article'] as const).map((system) => largest(rows, name, system));
    return both.every((row) => row !== undefined) ? [both as [Row, Row]] : [];
  });
  const content = [
    label(16, 26, 'What arrives', { class: 'heading' }),
    label(16, 46, 'Changes that are on the other side once all is quiet, in percent', { class: 'quiet' }),
    ...pairs.flatMap((both, i) => {
      const y = TOP + i * CASE_HEIGHT;
      const { n, title } = both[0];
      return [
        label(LEFT - 12, y + BAR + 4, `${n.toLocaleString('en')} ${title}`, { 'text-anchor': 'end' }),
        ...both.map((row, place) => bar(row, y + place * (BAR + 3))),
      ];
    }),
    ...legend(TOP + pairs.length * CASE_HEIGHT + 14),
  ];
  return image(LEFT + WIDTH + 110, TOP + pairs.length * CASE_HEIGHT + 30, 'What arrives of each change', content);
}

function largest(rows: readonly Row[], name: string, system: Row['system']): Row | undefined {
  return rows.filter((row) => row.name === name && row.system === system).sort((a, b) => b.n - a.n)[0];
}

function bar({ system, arrived, n, doubled }: Row, y: number): string {
  const width = Math.max(1, (arrived / n) * WIDTH);
  const extra = doubled > 0 ? `, ${doubled} doubled` : '';
  return [
    element('rect', { class: `bar ${system}`, x: LEFT, y, width: Math.round(width), height: BAR, rx: 2 }),
    label(LEFT + width + 8, y + BAR - 2, `${percent(arrived / n)} %${extra}`, { class: 'quiet' }),
  ].join('\n');
}

function percent(share: number): string {
  return (share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0);
}

function legend(y: number): string[] {
  return (['this', 'article'] as const).flatMap((system, i) => [
    element('rect', { class: `bar ${system}`, x: LEFT + i * 130, y: y - 10, width: 10, height: 10, rx: 2 }),
    label(LEFT + i * 130 + 16, y, system === 'this' ? 'this project' : 'the article’s design'),
  ]);
}
