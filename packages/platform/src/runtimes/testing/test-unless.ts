import { test } from "vitest";

/** `test`, but for titles that do not hold: those are skipped, and their titles say why. */
export function testUnless(
  unlike: Readonly<Record<string, string>>,
): (title: string, body: () => Promise<void>) => void {
  return (title, body) => {
    const reason = unlike[title];
    if (reason === undefined) test(title, body);
    else test.skip(`${title} (not here: ${reason})`, body);
  };
}
