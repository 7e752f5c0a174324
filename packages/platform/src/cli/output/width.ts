import truncatedWidth from "fast-string-truncated-width";

/** Columns that a text takes on a terminal: two for a wide character, none for colours. */
export function widthOf(text: string): number {
  return truncatedWidth(text).width;
}

/** The text in at most `width` columns, with … for what does not fit. */
export function cut(text: string, width: number): string {
  const { index, ellipsed } = truncatedWidth(text, { limit: Math.max(1, width), ellipsis: "…" });
  return `${text.slice(0, index)}${ellipsed ? "…" : ""}`;
}

/** The text with blanks behind it up to `width` columns. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}
