// Files that are attached to an event.
import { invalid, required } from './errors';
import { objects, text } from './members';
import type { JsonObject } from './resource';

const MAX_ATTACHMENTS = 25;

/**
 * Reads `attachments`. Files of any web server are taken (https://github.com/pulsemcp/mcp-servers/pull/270); `fileId` is
 * Google's own, and only of Drive's files.
 * Errors: 400 `required` without `fileUrl`, `invalid` for more than 25 or an address that is none of the web; Google's words
 * for these are not known. https://developers.google.com/workspace/calendar/api/v3/reference/events#attachments
 */
export function readAttachments(body: JsonObject): JsonObject[] | undefined {
  const attachments = objects(body, 'attachments');
  if ((attachments?.length ?? 0) > MAX_ATTACHMENTS)
    throw invalid(`An event can have at most ${MAX_ATTACHMENTS} attachments.`);
  return attachments?.map(readAttachment);
}

function readAttachment(attachment: JsonObject): JsonObject {
  const fileUrl = text(attachment, 'fileUrl');
  if (fileUrl === undefined) throw required('Missing attachment file URL.');
  if (!isWebAddress(fileUrl)) throw invalid('Invalid attachment file URL.');
  const [title, mimeType, iconLink] = [
    text(attachment, 'title'),
    text(attachment, 'mimeType'),
    text(attachment, 'iconLink'),
  ];
  const [, fileId] = /^https:\/\/(?:drive|docs)\.google\.com\/.*(?:\/d\/|[?&]id=)([\w-]+)/.exec(fileUrl) ?? [];
  return {
    fileUrl,
    ...(title !== undefined && { title }),
    ...(mimeType !== undefined && { mimeType }),
    ...(iconLink !== undefined && { iconLink }),
    ...(fileId !== undefined && { fileId }),
  };
}

export function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
