// Blob, as Utilities.newBlob and UrlFetchApp's responses make it.
// https://developers.google.com/apps-script/reference/base/blob
import { latin1Text, utf8Bytes, utf8Text } from './bytes';

export class Blob {
  constructor(
    private bytes: readonly number[],
    private contentType: string | null,
    private name: string | null,
  ) {}

  getBytes(): number[] {
    return [...this.bytes];
  }

  getDataAsString(charset = 'UTF-8'): string {
    return /^utf-?8$/i.test(charset) ? utf8Text(this.bytes) : latin1Text(this.bytes);
  }

  getContentType(): string | null {
    return this.contentType;
  }

  getName(): string | null {
    return this.name;
  }

  setName(name: string): this {
    this.name = name;
    return this;
  }

  setContentType(contentType: string): this {
    this.contentType = contentType;
    return this;
  }

  setDataFromString(text: string): this {
    this.bytes = utf8Bytes(text);
    return this;
  }
}

export function newBlob(data: string | readonly number[], contentType?: string, name?: string): Blob {
  const bytes = typeof data === 'string' ? utf8Bytes(data) : [...data];
  return new Blob(bytes, contentType ?? (typeof data === 'string' ? 'text/plain' : null), name ?? null);
}
