const NAMED: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

/** What XML cannot hold at all becomes the sign for what cannot be shown. */
export const xmlCharacters = (text: string): string =>
  text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\u{fffd}");

/** Text between two tags. */
export const escaped = (text: string): string =>
  xmlCharacters(text.replace(/[<>&]/g, (sign) => NAMED[sign] ?? ""));
