/** What a semicolon inside of does not end a statement: comments, strings, quoted names, dollar-quoted bodies. */
const OPAQUE = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1/g;

/** Splits a script into its statements, as psql does: without comments around them, without the semicolons. */
export function sqlStatements(script: string): string[] {
  const parts: string[] = [];
  let statement = '';
  let from = 0;
  const plain = (text: string) => {
    const [first = '', ...rest] = text.split(';');
    statement += first;
    for (const next of rest) {
      parts.push(statement);
      statement = next;
    }
  };
  for (const { 0: opaque, index } of script.matchAll(OPAQUE)) {
    plain(script.slice(from, index));
    if (!opaque.startsWith('--') && !opaque.startsWith('/*')) statement += opaque;
    from = index + opaque.length;
  }
  plain(script.slice(from));
  return [...parts, statement].map((part) => part.trim()).filter((part) => part !== '');
}
