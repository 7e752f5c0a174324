import { pipeOf, type StreamedInput } from "@slipway/model/run-plan.ts";
import { inside, makeParents } from "#lib/tar/inside.ts";
import type { StreamSource } from "../fetch/whole-object.ts";
import { epochBytes } from "./epoch-bytes.ts";
import { makePipe } from "./make-pipe.ts";

const CODE = "SLIP-SIDECAR-005";

/** Before the program starts: looks whether there is anything to stream, whose errors it throws, and makes the first epoch's pipe. */
export async function prepareStream(
  input: StreamedInput,
  context: StreamSource & { readonly ml: string },
): Promise<string> {
  const chunks = epochBytes(input.from, context, 0);
  await chunks.next();
  await chunks.return(undefined);
  const pipe = pipeOf(input, 0);
  const place = inside(context.ml, pipe, CODE);
  await makeParents(context.ml, place, CODE);
  await makePipe(place);
  return `${input.name}: streamed to /opt/ml/${pipe} and the pipes of the epochs after it`;
}
