// The little SVG that the charts need: readable on a light and on a dark page, without a script or a font of its own.

export type Attributes = Record<string, string | number>;

/** Colours by their part in a chart: on a light page, on a dark one. */
const COLOURS = {
  page: ['#ffffff', '#0d1117'],
  text: ['#24292f', '#e6edf3'],
  quiet: ['#57606a', '#9198a1'],
  grid: ['#d0d7de', '#30363d'],
  this: ['#0969da', '#4493f8'],
  article: ['#bc4c00', '#f0883e'],
} as const;

const variables = (scheme: 0 | 1) =>
  Object.entries(COLOURS)
    .map(([name, colours]) => `--${name}: ${colours[scheme]};`)
    .join(' ');

const STYLE = `
  svg { ${variables(0)} }
  @media (prefers-color-scheme: dark) { svg { ${variables(1)} } }
  text { font: 12px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: var(--text); }
  .page { fill: var(--page); }
  .heading { font-weight: 600; font-size: 14px; }
  .panel { font-weight: 600; }
  .quiet { fill: var(--quiet); }
  .grid { stroke: var(--grid); }
  .line { fill: none; stroke-width: 2; }
  .this { --own: var(--this); }
  .article { --own: var(--article); }
  .floor { --own: var(--quiet); }
  .line, .dot { stroke: var(--own); }
  .dot, .bar { fill: var(--own); }
  .dot.partly { fill: var(--page); stroke-width: 2; }
  .line.floor { stroke-dasharray: 4 4; stroke-width: 1.5; }
`;

/** One element; text between its tags is escaped, elements are not. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return children.length === 0
    ? `<${name}${given.join('')}/>`
    : `<${name}${given.join('')}>${children.join('')}</${name}>`;
}

export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escaped(text));
}

/** A whole image. @param description what a person who does not see it needs to know */
export function image(width: number, height: number, description: string, content: readonly string[]): string {
  return `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img' },
    element('title', {}, escaped(description)),
    element('style', {}, STYLE),
    element('rect', { class: 'page', width, height, rx: 6 }),
    '\n',
    content.join('\n'),
    '\n',
  )}\n`;
}

export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
