import { open } from "node:fs/promises";

const MAX_BYTES = 16 * 1024;

/** What the program told of itself: a flat map of strings. Anything else counts for nothing, which `say` tells. */
export async function readFacts(
  path: string,
  say: (line: string) => void,
): Promise<Readonly<Record<string, string>>> {
  const text = await head(path);
  if (text === undefined) return {};
  const facts = parse(text);
  const flat = facts !== undefined && Object.values(facts).every((value) => typeof value === "string");
  if (flat) return facts as Record<string, string>;
  say(`${path} is not a flat JSON map of strings of at most ${MAX_BYTES} bytes and counts for nothing`);
  return {};
}

async function head(path: string): Promise<string | undefined> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MAX_BYTES + 1), 0, MAX_BYTES + 1, 0);
    return bytesRead > MAX_BYTES ? "" : buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
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
