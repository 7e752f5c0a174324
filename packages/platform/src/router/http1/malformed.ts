/** Bytes that are no HTTP/1.1, or leave open where a message ends: whoever sent them is not listened to any longer. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}
