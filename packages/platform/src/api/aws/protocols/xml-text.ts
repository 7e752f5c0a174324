const NAMED: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

/** Text between two tags; what XML cannot hold at all becomes the sign for what cannot be shown. */
export const escaped = (text: string): string =>
  text
    .replace(/[<>&]/g, (sign) => NAMED[sign] ?? "")
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\u{fffd}");
