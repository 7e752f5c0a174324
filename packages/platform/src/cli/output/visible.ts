const ESCAPE = "\u001b";
/** What follows an escape that only colours: such are ours, or do no harm. */
const COLOR = /\[[\d;:]{0,32}m/y;
const PLAIN = "\u001b[0m";

/**
 * Text of programs and of objects as a terminal may be given it: what would move its cursor, retitle it or make it answer is
 * shown the way kubectl shows it, `^[` for an escape. Ends of lines, tabulators and colours stay.
 */
export function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, (control, at: number) =>
    control === ESCAPE && isColor(text, at + 1) ? control : caret(control),
  );
}

/**
 * The same of a line of a program's log. What a progress bar has written over is left out, and colours end where the line ends.
 */
export function lineForTerminal(line: string): string {
  const left = line.replace(/\r+$/, "");
  const text = visible(left.slice(left.lastIndexOf("\r") + 1));
  return text.includes(ESCAPE) ? `${text}${PLAIN}` : text;
}

function isColor(text: string, at: number): boolean {
  COLOR.lastIndex = at;
  return COLOR.test(text);
}

function caret(control: string): string {
  const code = control.charCodeAt(0);
  return code < 0x80 ? `^${String.fromCharCode(code ^ 0x40)}` : "\u{fffd}";
}
