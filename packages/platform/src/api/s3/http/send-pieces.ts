import type { ServerResponse } from "node:http";

/**
 * Ends the answer with these bytes, which its `content-length` counts; each piece is with the operating system before the next is asked
 * for. Rejects where they fail or the client leaves; they are let go of in any case.
 */
export async function sendPieces(pieces: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> {
  let left = Number(response.getHeader("content-length"));
  for await (const piece of pieces) {
    left -= piece.length;
    await handedOver(response, piece, left === 0);
  }
  if (!response.writableEnded) response.end();
}

function handedOver(response: ServerResponse, piece: Uint8Array, last: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const left = () => reject(new Error("the client has left"));
    const done = (error?: Error | null) => {
      response.off("close", left);
      if (error) reject(error);
      else resolve();
    };
    response.once("close", left);
    if (last) response.end(piece, done);
    else response.write(piece, done);
  });
}
