const START = "POST /endpoints/";
/** Longer than the longest line that begins an invocation. */
const ENOUGH = 120;
const INVOCATION = /^POST \/endpoints\/[^/? ]+\/invocations(-response-stream)?[? ]/;

/** Whether a connection begins with an invocation; undefined where more of it must come first. */
export function firstBytesTell(bytes: Buffer): "invocation" | "other" | undefined {
  const text = bytes.toString("latin1", 0, ENOUGH);
  if (INVOCATION.test(text)) return "invocation";
  if (!text.startsWith(START.slice(0, text.length))) return "other";
  return text.length < ENOUGH && !text.includes("\r") ? undefined : "other";
}
