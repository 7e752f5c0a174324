import { LineCounter } from "yaml";

/** A line of a text and a place in it, both from 1; the column counts UTF-16 units, as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const MARK = "\uFEFF";

/** A text that problems are told of by line and column. A byte order mark at its beginning is no part of it. */
export class SourceText {
  readonly text: string;
  readonly lines = new LineCounter();

  constructor(text: string) {
    this.text = text.startsWith(MARK) ? text.slice(1) : text;
    this.lines.addNewLine(0);
    for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1))
      this.lines.addNewLine(at + 1);
  }

  placeOf(offset: number): Place {
    const { line, col } = this.lines.linePos(Math.min(Math.max(offset, 0), this.text.length));
    return { line, column: col };
  }

  /** Without its end. */
  line(line: number): string {
    const start = this.lines.lineStarts[line - 1] ?? this.text.length;
    const end = this.lines.lineStarts[line] ?? this.text.length;
    return this.text.slice(start, end).replace(/\r?\n$/, "");
  }
}
