import type { AlarmState } from "@slipway/model/kinds/metric-alarm/index.ts";
import type { AlarmHistoryItem } from "./alarm-history.ts";

/** A change of state as CloudWatch's history tells it. */
export function stateChange(
  from: Pick<AlarmState, "stateValue" | "stateReason">,
  to: AlarmState,
): Pick<AlarmHistoryItem, "type" | "summary" | "data"> {
  return {
    type: "StateUpdate",
    summary: `Alarm updated from ${from.stateValue} to ${to.stateValue}`,
    data: JSON.stringify({
      version: "1.0",
      oldState: { stateValue: from.stateValue, stateReason: from.stateReason },
      newState: {
        stateValue: to.stateValue,
        stateReason: to.stateReason,
        ...(to.stateReasonData === undefined ? {} : { stateReasonData: parsed(to.stateReasonData) }),
      },
    }),
  };
}

/** Who sets a state by hand may say anything of its reason. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
