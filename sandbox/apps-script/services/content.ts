// ContentService and HtmlService: what doGet and doPost may return.
// https://developers.google.com/apps-script/reference/content, …/reference/html
import type { Returned } from '../protocol';

/** The MIME types, by the names that scripts use. */
const MIME_TYPES: Record<string, string> = {
  ATOM: 'application/atom+xml',
  CSV: 'text/csv',
  ICAL: 'text/calendar',
  JAVASCRIPT: 'application/javascript',
  JSON: 'application/json',
  RSS: 'application/rss+xml',
  TEXT: 'text/plain',
  VCARD: 'text/vcard',
  XML: 'application/xml',
};

class TextOutput {
  private mimeType = 'TEXT';
  private fileName: string | null = null;

  constructor(private content: string) {}

  append(text: string): this {
    this.content += text;
    return this;
  }

  clear(): this {
    this.content = '';
    return this;
  }

  downloadAsFile(fileName: string): this {
    this.fileName = fileName;
    return this;
  }

  getContent(): string {
    return this.content;
  }

  getFileName(): string | null {
    return this.fileName;
  }

  getMimeType(): string {
    return this.mimeType;
  }

  setContent(content: string): this {
    this.content = content;
    return this;
  }

  setMimeType(mimeType: string): this {
    this.mimeType = mimeType;
    return this;
  }
}

class HtmlOutput {
  private title = '';

  constructor(private content: string) {}

  append(text: string): this {
    this.content += text;
    return this;
  }

  getContent(): string {
    return this.content;
  }

  getTitle(): string {
    return this.title;
  }

  setContent(content: string): this {
    this.content = content;
    return this;
  }

  setTitle(title: string): this {
    this.title = title;
    return this;
  }

  addMetaTag(): this {
    return this;
  }

  setXFrameOptionsMode(): this {
    return this;
  }
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

export const contentService = {
  MimeType: Object.fromEntries(Object.keys(MIME_TYPES).map((name) => [name, name])),
  createTextOutput: (content?: string) => new TextOutput(text(content)),
};

export const htmlService = {
  XFrameOptionsMode: { ALLOWALL: 'ALLOWALL', DEFAULT: 'DEFAULT' },
  createHtmlOutput: (content?: string) => new HtmlOutput(text(content)),
};

/** What the return value of an entry point means to the web app. */
export function describeReturned(value: unknown): Returned {
  if (value instanceof TextOutput) {
    const mimeType = MIME_TYPES[value.getMimeType()] ?? 'text/plain';
    return { kind: 'text', mimeType, content: value.getContent(), fileName: value.getFileName() ?? undefined };
  }
  if (value instanceof HtmlOutput) return { kind: 'html', content: value.getContent() };
  if (value === undefined || value === null) return { kind: 'nothing' };
  return { kind: 'value', json: JSON.stringify(value) ?? 'null' };
}
