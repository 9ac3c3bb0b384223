/** The X-Ray daemon: keeps what the X-Ray SDK inside the functions sends, and what the services write. */
import { createSocket } from "node:dgram";
import { parseRecord, type Properties } from "../inputs";
import { LOOPBACK } from "../loopback";

export interface XrayDaemon {
  /** `host:port` */
  readonly address: string;
  /** Keeps a document; one with the id of an earlier one takes its place. */
  write(document: Properties): void;
  /** Segment documents, the newest 10,000, oldest first
   *  (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html). */
  segments(): readonly Properties[];
  stop(): Promise<void>;
}

const KEPT = 10_000;

export async function startXrayDaemon(): Promise<XrayDaemon> {
  const kept = new Map<unknown, Properties>();
  const write = (document: Properties) => {
    kept.set(document["id"], document);
    const [oldest] = kept.keys();
    if (kept.size > KEPT) kept.delete(oldest);
  };
  const socket = createSocket("udp4");
  socket.on("message", (datagram) => {
    // One line of header, `{"format":"json","version":1}`, then the document.
    const [, ...document] = datagram.toString().split("\n");
    try {
      write(parseRecord("A segment", document.join("\n")));
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
    write,
    segments: () => [...kept.values()],
    stop: () =>
      new Promise((resolve) => {
        socket.close(resolve);
      }),
  };
}
