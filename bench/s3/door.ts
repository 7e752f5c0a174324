/** Forked: an S3 door over a fresh folder, in a process of its own; goes when its parent does. */
import { S3Home } from "../../test/conformance/s3/s3-home.ts";

const home = await S3Home.up();
process.on("disconnect", () => {
  void home.down().finally(() => process.exit());
});
process.send?.({ url: home.url, folder: home.folder });
