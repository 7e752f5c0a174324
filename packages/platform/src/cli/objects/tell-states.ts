import type { Resource } from "@slipway/model";
import { BUILDING } from "@slipway/model/environment-progress.ts";
import type { ObjectState } from "@slipway/model/kinds/object-state.ts";
import { humanDuration } from "#lib/human-duration.ts";
import { EnvironmentLine } from "../output/environment-line.ts";
import { stateColor } from "../output/state-color.ts";
import { cut } from "../output/width.ts";
import type { Session } from "../session/session.ts";
import { briefly } from "./briefly.ts";
import { metricsOf } from "./metrics-of.ts";
import { PassedStages } from "./passed-stages.ts";

/** Of the one line that there is: what is made up of a folder's name and a time is known by its beginning. */
const NAME_ROOM = 24;
/** Of `trainingjob/churn-1` and `InProgress/Training` what tells more. */
const lastPart = (text: string): string => text.slice(text.lastIndexOf("/") + 1);

/**
 * Tells the states that an object goes through: in one line that is drawn anew where a person looks, else by a line each. How
 * it failed is left to the error that follows. Of an environment that is built only the beginning is told in lines: how far it is
 * stands in the log.
 */
export function tellStates(session: Session, name: string): (state: ObjectState, object: Resource) => void {
  const began = Date.now();
  const building = new EnvironmentLine();
  const passed = new PassedStages();
  let told = "";
  const { status, colors } = session;
  return (state, object) => {
    const { word } = state;
    const sentence = state.state === "working" || state.state === "done" ? briefly(state.sentence) : "";
    building.take(state.sentence);
    if (!status.isSeen) {
      const isMore = [state.sentence, told].every((message) => message.startsWith(BUILDING));
      told = state.sentence;
      for (const stage of passed.since(object)) session.say([name, ...stage].join("  "));
      if (!isMore) session.say([name, word, sentence].filter((part) => part !== "").join("  "));
      return;
    }
    if (state.state !== "working") return status.clear();
    const paint = stateColor(colors, state.state);
    const whose = colors.bold(cut(lastPart(name), NAME_ROOM));
    const parts = [`${whose} ${paint(lastPart(word))}`, metricsOf(object), sentence];
    status.show(() => {
      const built = building.draw();
      const shown = built === undefined ? parts : [`${whose} ${paint("Building")}`, built];
      return [humanDuration(Date.now() - began).padEnd(4), ...shown].filter((part) => part !== "").join("  ");
    });
  };
}
