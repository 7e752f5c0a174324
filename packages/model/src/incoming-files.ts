/** Below a home's state folder: where its own user lays files that are to become objects, which nobody else can write to. */
export const incomingFolder = (artifacts: string): string => `${artifacts}/incoming`;

/** What such a file is called by whoever asks for the object. */
export const INCOMING_NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** No bucket can have this name: where nothing is taken in, there is no such source. */
const INCOMING_SOURCE = ".slipway-incoming";

export const incomingSource = (name: string): string => `${INCOMING_SOURCE}/${name}`;

/** The file's name, where a copy's source is one that was laid there. */
export function incomingName(source: string | undefined): string | undefined {
  const [bucket, name = "", ...more] = (source ?? "").replace(/^\//, "").split("/");
  return bucket === INCOMING_SOURCE && more.length === 0 && INCOMING_NAME.test(name) ? name : undefined;
}
