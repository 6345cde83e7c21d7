// How the script's text is laid out: as a person would write it, without what only takes room.
import { transform } from 'esbuild';

/** Wider than our sources: each line more costs its indentation. */
const WIDTH = 260;
/** What holds a block within a block is on one line only where it can be seen at a glance. */
const NESTED_WIDTH = 100;

/**
 * Lays out one part of a bundle as esbuild prints it, with two blanks for a level. Texts and what the code does stay as
 * they are: the parser proves it.
 * @throws Error when something in a text looked like code
 */
export async function laidOut(code: string): Promise<string> {
  const indented = withoutComments(code).replace(/^(?: {2})+/gm, (blanks) => '\t'.repeat(blanks.length / 2));
  const laid = withShortBlocks(withoutNeedless(withJoinedLists(withoutBlanksInBraces(indented))));
  const [before, after] = await Promise.all([code, laid].map((text) => transform(text, { minify: true })));
  if (before!.code !== after!.code) throw new Error('A text of the script looks like code: write it otherwise');
  return laid;
}

/**
 * esbuild leaves out the comments on functions, and leaves those inside of classes and lists where they are: they go as
 * well, because what is left of them explains nothing by itself. All of them stand in the source. The marks that esbuild
 * makes for itself are of no use to anybody else.
 */
function withoutComments(code: string): string {
  return code.replace(/^[ \t]*(?:\/\*\*[^]*?\*\/|\/\/.*)\n|\/\* @__PURE__ \*\/ /gm, '');
}

/** `{ a: 1 }` as `{a: 1}`; what stands in quotes is left alone. */
function withoutBlanksInBraces(code: string): string {
  const pattern = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\{ (?=\S)|(?<=\S) \}/g;
  return code.replace(pattern, (found) => (/^["'`]/.test(found) ? found : found.trim()));
}

/** Lists on several lines, which were long before their names got short, on one line where they fit; else on few. */
function withJoinedLists(code: string): string {
  const list = /^(\t*)([^\n]*[([{])\n((?:\t+[^\n]*,\n)*\t+[^\n]*[^\n;:{([,])\n\t*([)\]}][^\n]*)$/gm;
  const joined = code.replace(list, (found, indent: string, head: string, inner: string, tail: string) => {
    const lines = inner.split('\n').map((line) => line.trim());
    // A list within the list is joined first.
    if (lines.some((line) => /^[)\]}]|[([{]$/.test(line))) return found;
    const line = `${indent}${head}${lines.join(' ')}${tail}`;
    return line.length <= WIDTH ? line : `${indent}${head}\n${filled(lines, `${indent}\t`)}\n${indent}${tail}`;
  });
  return joined === code ? code : withJoinedLists(joined);
}

/** Elements of a list, as many on each line as fit. */
function filled(elements: readonly string[], indent: string): string {
  const [first, ...others] = elements;
  return others.reduce((text, element) => {
    const room = WIDTH - (text.length - text.lastIndexOf('\n') - 1);
    return element.length < room ? `${text} ${element}` : `${text}\n${indent}${element}`;
  }, `${indent}${first}`);
}

/**
 * A statement ends with its line, and a function of one parameter needs no parentheses. A semicolon stays before a line
 * that could go on with the statement, and where it is a statement itself.
 */
function withoutNeedless(code: string): string {
  return code.replace(/(?<=\S);\n(?!\s*[([`+\-/*])/g, '\n').replace(/(?<![\w$])\((\w+)\) =>/g, '$1 =>');
}

/** What belongs to a head stands on its line, if it is one short statement. */
function withShortBlocks(code: string): string {
  const block = /^(\t*)([^\n]*(?:\)|=>|else|try|finally) \{)\n\t+([^\n]*[^\n{([,])\n\t*(\}[^\n]*)$/gm;
  const statement = /^(\t*)((?:\} else )?(?:if|for|while) \([^\n]*\))\n\1\t([^\n]*[^\n{([,])()$/gm;
  const join = (found: string, indent: string, head: string, body: string, tail: string): string => {
    const line = `${indent}${head}${head.endsWith('{') ? '' : ' '}${body}${tail}`;
    return line.length <= (/(?:\)|=>|else|try|finally) \{/.test(body) ? NESTED_WIDTH : WIDTH) ? line : found;
  };
  const choice = /^(\t*)((?:case [^\n]*|default):)\n\1\t(\S[^\n]*[^\n{([,])()(?=\n\1(?:case |default:)|\n\t*\})/gm;
  const joined = code.replace(statement, join).replace(block, join).replace(choice, join);
  return joined === code ? code : withShortBlocks(joined);
}
