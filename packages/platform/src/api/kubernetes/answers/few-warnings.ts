/** As real servers have it: up to so many characters warnings are told whole, beyond it they are cut, and then left out. */
const MOST_CHARACTERS = 4 * 1024;
const LONGEST_WHEN_CUT = 256;

/** What of the warnings goes into headers, each once. */
export function fewWarnings(warnings: readonly string[]): readonly string[] {
  const once = [...new Set(warnings)];
  if (once.reduce((sum, { length }) => sum + length, 0) <= MOST_CHARACTERS) return once;
  const few: string[] = [];
  let written = 0;
  for (const warning of once) {
    if (written >= MOST_CHARACTERS) break;
    const text = [...warning.slice(0, 2 * LONGEST_WHEN_CUT)].slice(0, LONGEST_WHEN_CUT).join("");
    few.push(text);
    written += text.length;
  }
  return few;
}
