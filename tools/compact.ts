// Leaves blanks and comments out of a script that esbuild has printed: names and lines stay.
import { transform } from 'esbuild';

/**
 * The same script in fewer bytes.
 * @throws Error when it would not be the same to a parser
 */
export async function compact(text: string): Promise<string> {
  const compacted = withoutBlanks(text);
  if ((await essence(compacted)) !== (await essence(text)))
    throw new Error('The bundle could not be made compact: tools/compact.ts misread a part of it');
  return compacted;
}

async function essence(script: string): Promise<string> {
  return (await transform(script, { minifyWhitespace: true, charset: 'utf8' })).code;
}

/**
 * One token: lines of comment (the few that esbuild leaves, but for the names of files), a line's indentation, a text,
 * a comment, a regular expression, a semicolon that a brace makes needless, a sign with the blanks around it, or
 * anything else. esbuild prints a division with blanks around it, so that another slash begins a regular expression.
 */
const TOKEN =
  /(?<comment>(?<=\n) *(?:\/\*[^]*?\*\/|\/\/(?! (?:src|node_modules)\/)[^\n]*)\n)|(?<indent>(?<=\n)(?: {2})+)|(?<whole>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/(?![ /*=])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/)|(?<template>`)|(?<needless>;(?=\s*\}))| *(?<sign>=>|[=!<>&|?:,;{}()[\]*%^~]) *|[^]/y;

function withoutBlanks(text: string): string {
  let output = '';
  let at = 0;
  // For each template that is open, how many braces are open in the expression that is being read.
  const braces: number[] = [];
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const { 0: all, groups } = TOKEN.exec(text)!;
    at += all.length;
    // The editor of Apps Script puts the indentation back ("Format document").
    if ((groups!.comment ?? groups!.indent ?? groups!.needless) !== undefined) continue;
    if (groups!.template !== undefined) templateFrom(at - 1);
    else if (groups!.sign !== undefined) {
      if (groups!.sign === '{' && braces.length > 0) braces[braces.length - 1]! += 1;
      if (groups!.sign === '}' && braces.length > 0 && braces[braces.length - 1]!-- === 0) {
        braces.pop();
        at = text.indexOf('}', at - all.length);
        templateFrom(at);
      } else output += groups!.sign;
    } else output += all;
  }
  return output;

  /** Copies a template's own text from its first character on, to its end or into its next expression. */
  function templateFrom(start: number): void {
    let end = start + 1;
    while (text[end] !== '`' && !text.startsWith('${', end)) end += text[end] === '\\' ? 2 : 1;
    const inExpression = text[end] === '$';
    if (inExpression) braces.push(0);
    end += inExpression ? 2 : 1;
    output += text.slice(start, end);
    at = end;
  }
}
