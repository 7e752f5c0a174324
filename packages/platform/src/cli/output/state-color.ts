import type { Outcome } from "@slipway/model/kinds/facts.ts";
import type { Colors } from "./colors.ts";

/** How a state is coloured wherever it stands. */
export function stateColor(colors: Colors, state: Outcome["state"]): (text: string) => string {
  if (state === "failed") return colors.red;
  return state === "done" ? colors.green : colors.yellow;
}
