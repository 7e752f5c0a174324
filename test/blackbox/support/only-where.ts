import { test } from "vitest";
import { type Ability, reasonAgainst } from "./target-home.ts";

/** A test for targets that have the ability; elsewhere the report names it as left out, with the reason. */
export function testWith(
  ability: Ability,
  title: string,
  body: () => Promise<void>,
  timeoutMs?: number,
): void {
  const reason = reasonAgainst(ability);
  if (reason === undefined) test(title, body, timeoutMs);
  else test(`${title} (left out here: ${reason})`, ({ skip }) => skip(reason));
}
