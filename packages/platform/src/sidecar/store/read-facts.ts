import { readPart } from "#lib/read-part.ts";

const MAX_BYTES = 16 * 1024;

/** What the program told of itself: a flat map of strings. Anything else counts for nothing, which `say` tells. */
export async function readFacts(
  path: string,
  say: (line: string) => void,
): Promise<Readonly<Record<string, string>>> {
  const text = head(path);
  if (text === undefined) return {};
  const facts = parse(text);
  const flat = facts !== undefined && Object.values(facts).every((value) => typeof value === "string");
  if (flat) return facts as Record<string, string>;
  say(`${path} is not a flat JSON map of strings of at most ${MAX_BYTES} bytes and counts for nothing`);
  return {};
}

function head(path: string): string | undefined {
  const bytes = readPart(path, { from: "start", bytes: MAX_BYTES + 1 });
  if (bytes === undefined) return undefined;
  return bytes.length > MAX_BYTES ? "" : bytes.toString();
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const facts: unknown = JSON.parse(text);
    if (typeof facts === "object" && facts !== null && !Array.isArray(facts))
      return facts as Record<string, unknown>;
  } catch {
    // said by the caller
  }
  return undefined;
}
