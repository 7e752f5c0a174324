import type { Colors } from "../output/colors.ts";
import { visible } from "../output/visible.ts";
import { widthOf } from "../output/width.ts";
import type { FoundIn } from "./finding.ts";

/** Of a long line so much is shown before and behind the place. */
const AROUND = 60;

/** `file:line:column: error: what`, the line, and a caret under the place, as compilers do. */
export function drawFinding(finding: FoundIn, colors: Colors): string {
  const { file, line, column, path, severity, code, message, source } = finding;
  const paint = severity === "error" ? colors.red : colors.yellow;
  const about = path === "" ? "" : `${path}: `;
  const head = `${colors.bold(`${file}:${line}:${column}:`)} ${paint(severity)}: ${about}${message} [${code}]`;
  const { before, behind } = excerpt(source.line(line), column - 1);
  const margin = `${line} | `.padStart(8);
  return `${head}\n${margin}${before}${behind}\n${" ".repeat(margin.length)}${blank(before)}${paint("^")}\n`;
}

function excerpt(line: string, at: number): { readonly before: string; readonly behind: string } {
  const [from, to] = [Math.max(0, at - AROUND), Math.min(line.length, at + AROUND)];
  return {
    before: `${from > 0 ? "…" : ""}${visible(line.slice(from, at))}`,
    behind: `${visible(line.slice(at, to))}${to < line.length ? "…" : ""}`,
  };
}

/** As wide as the text on a terminal, tabulators included. */
const blank = (text: string): string =>
  text
    .split("\t")
    .map((part) => " ".repeat(widthOf(part)))
    .join("\t");
