import { failureWords } from "../objects/failure-words.ts";

/** The value with each trace whole where it stands first; sentences that bring the same one again are their first line. */
export function tracesOnce<T>(value: T): T {
  const told = new Set<string>();
  const once = (part: unknown): unknown => {
    if (typeof part === "string") return onceTold(part, told);
    if (Array.isArray(part)) return part.map(once);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inside]) => [name, once(inside)]));
  };
  return once(value) as T;
}

function onceTold(sentence: string, told: Set<string>): string {
  const { trace } = failureWords(sentence);
  if (trace === "") return sentence;
  if (told.has(trace)) return sentence.split("\n", 1)[0] ?? "";
  told.add(trace);
  return sentence;
}
