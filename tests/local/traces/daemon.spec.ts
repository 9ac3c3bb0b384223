import { expect } from "chai";
import { createSocket } from "node:dgram";
import { startXrayDaemon } from "../../../local/traces/daemon";

describe("local/traces/daemon", () => {
  it("keeps the documents that are sent to it, and drops what it cannot read", async () => {
    const daemon = await startXrayDaemon();
    const [host, port] = daemon.address.split(":");
    const socket = createSocket("udp4");
    const send = (text: string) =>
      new Promise<void>((resolve) => {
        socket.send(text, Number(port), host, () => {
          resolve();
        });
      });
    const header = '{"format":"json","version":1}';
    for (const text of [
      "",
      "noise",
      `${header}\n[1]`,
      `${header}\n{`,
      `${header}\n{"id":"1","name":"a"}`,
      `${header}\n{"id":"2"}`,
    ])
      await send(text);
    while (daemon.segments().length < 2) await new Promise(setImmediate);
    socket.close();
    await daemon.stop();
    expect(daemon.segments()).to.deep.equal([{ id: "1", name: "a" }, { id: "2" }]);
  });
});
