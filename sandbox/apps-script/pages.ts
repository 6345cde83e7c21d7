// The HTML pages with which the web app answers where Google answers with pages.
import type { HttpResponse } from '../http-message';

const HTML_TYPE = 'text/html; charset=utf-8';

const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

export function page(status: number, title: string, body: string): HttpResponse {
  return {
    status,
    headers: { 'content-type': HTML_TYPE, 'cache-control': 'no-cache, no-store' },
    body:
      `<!DOCTYPE html><html><head><link rel="shortcut icon" href="//ssl.gstatic.com/docs/script/images/favicon.ico">` +
      `<title>${escape(title)}</title></head><body style="margin:20px"><div>${escape(body)}</div></body></html>`,
  };
}

/** What a caller sees of an uncaught error: a page, and at Google normally the status 200. */
export const errorPage = (status: number, message: string): HttpResponse => page(status, 'Error', message);

/** What HtmlService's output becomes; Google shows it in a frame of a page of its own. */
export function htmlPage(content: string): HttpResponse {
  return { status: 200, headers: { 'content-type': HTML_TYPE }, body: content };
}

export function redirect(location: string): HttpResponse {
  return {
    status: 302,
    headers: { location, 'content-type': HTML_TYPE, 'cache-control': 'no-cache, no-store' },
    body: `<HTML><HEAD><TITLE>Moved Temporarily</TITLE></HEAD><BODY>The document has moved <A HREF="${escape(location)}">here</A>.</BODY></HTML>`,
  };
}

export const notAllowed = (): HttpResponse => page(405, 'Error', 'Sorry, this method is not allowed here.');

export const cannotOpen = (): HttpResponse =>
  page(404, 'Page not found', 'Sorry, unable to open the file at this time. Please check the address and try again.');
