/** The X-Ray daemon: takes what the X-Ray SDK inside the functions sends, and keeps it. */
import { createSocket } from "node:dgram";
import { bounded } from "./bounded";
import { parseRecord, type Properties } from "./inputs";
import { LOOPBACK } from "./loopback";

export interface XrayDaemon {
  /** `host:port` */
  readonly address: string;
  /** Segment documents, oldest first
   *  (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html). */
  segments(): readonly Properties[];
  stop(): Promise<void>;
}

const KEPT = 10_000;

export async function startXrayDaemon(): Promise<XrayDaemon> {
  const kept = bounded<Properties>(KEPT);
  const socket = createSocket("udp4");
  socket.on("message", (datagram) => {
    // One line of header, `{"format":"json","version":1}`, then the document.
    const [, ...document] = datagram.toString().split("\n");
    try {
      kept.add(parseRecord("A segment", document.join("\n")));
    } catch {
      // The daemon of AWS drops what it cannot read, too.
    }
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, LOOPBACK, () => {
      socket.off("error", reject);
      resolve();
    });
  });
  return {
    address: `${LOOPBACK}:${socket.address().port}`,
    segments: () => kept.all(),
    stop: () =>
      new Promise((resolve) => {
        socket.close(resolve);
      }),
  };
}
