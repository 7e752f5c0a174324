import truncatedWidth from "fast-string-truncated-width";

/** Columns that a text takes on a terminal: two for a wide character, none for colours. */
export function widthOf(text: string): number {
  return truncatedWidth(text).width;
}

/** The text in at most `width` columns, with … for what does not fit. */
export function cut(text: string, width: number): string {
  const { index, ellipsed } = truncatedWidth(text, { limit: Math.max(1, width), ellipsis: "…" });
  if (!ellipsed) return text.slice(0, index);
  // Behind a character such as ✓ what is measured by blocks is a column too much.
  const kept = text.slice(0, index);
  return `${widthOf(kept) < Math.max(1, width) ? kept : kept.slice(0, -1)}…`;
}

/** The text with blanks behind it up to `width` columns. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}
