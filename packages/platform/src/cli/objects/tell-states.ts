import type { Resource } from "@slipway/model";
import type { ObjectState } from "@slipway/model/kinds/object-state.ts";
import { humanDuration } from "#lib/human-duration.ts";
import { stateColor } from "../output/state-color.ts";
import type { Session } from "../session/session.ts";
import { briefly } from "./briefly.ts";
import { metricsOf } from "./metrics-of.ts";

/**
 * Tells the states that an object goes through: in one line that is drawn anew where a person looks, else by a line each. How
 * it failed is left to the error that follows.
 */
export function tellStates(session: Session, name: string): (state: ObjectState, object: Resource) => void {
  const began = Date.now();
  const { status, colors } = session;
  return (state, object) => {
    const { word } = state;
    const sentence = state.state === "working" || state.state === "done" ? briefly(state.sentence) : "";
    if (!status.isSeen) return session.say([name, word, sentence].filter((part) => part !== "").join("  "));
    if (state.state !== "working") return status.clear();
    const paint = stateColor(colors, state.state);
    const parts = [`${colors.bold(name)} ${paint(word)}`, metricsOf(object), sentence];
    status.show(() =>
      [humanDuration(Date.now() - began).padEnd(4), ...parts].filter((part) => part !== "").join("  "),
    );
  };
}
