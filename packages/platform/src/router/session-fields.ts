import { FieldLines } from "./http1/field-lines.ts";
import { sealSession } from "./session-id.ts";

export const SESSION_ID = "x-amzn-sagemaker-session-id";
const NEW_SESSION_ID = "x-amzn-sagemaker-new-session-id";
const CLOSED_SESSION_ID = "x-amzn-sagemaker-closed-session-id";

/** As AWS's service model has it (NewSessionResponseHeader of sagemaker-runtime). */
const GIVEN = /^([a-zA-Z0-9](?:-*[a-zA-Z0-9])*);\s(Expires=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ))$/;
/** Of all that a client may send as an id, with what is put behind it. */
const LONGEST_OWN = 200;

/** The session that a request is of: a new one, or one that is there. */
export interface AskedSession {
  /** The id as the client has it. */
  readonly id: string;
  /** The same as the container has it. */
  readonly own: string;
}

/** Field lines of a container's answer with ids of sessions as its client is to have them; one that is no id stays as it is. */
export function sessionFields(fields: string, session: AskedSession, instance: string | undefined): string {
  const lines = new FieldLines(fields, 0);
  let told = "";
  while (lines.next()) {
    const { name, value } = lines;
    const meant = meantFor(name, value, session, instance);
    told += meant === undefined ? fields.slice(lines.start, lines.end) : `${name}: ${meant}\r\n`;
  }
  return told;
}

function meantFor(
  name: string,
  value: string,
  session: AskedSession,
  instance: string | undefined,
): string | undefined {
  if (name === CLOSED_SESSION_ID) return value === session.own ? session.id : undefined;
  if (name !== NEW_SESSION_ID || instance === undefined) return undefined;
  const [, own = "", expiry, time = ""] = GIVEN.exec(value) ?? [];
  const expires = Date.parse(time) / 1000;
  if (own === "" || own.length > LONGEST_OWN || !Number.isFinite(expires) || expires < 0) return undefined;
  return `${sealSession({ own, instance, expires })}; ${expiry}`;
}
