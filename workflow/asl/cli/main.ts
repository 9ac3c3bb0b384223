/** The process: `npm run --silent asl -- …`. */
import { main } from ".";

// Whoever reads may have had enough (`| head`): then there is nobody to tell, and nothing is wrong.
let broken = false;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || broken) return;
  broken = true;
  process.exitCode = 2;
  process.stderr.write(`The output cannot be written: ${error.message}\n`);
});
process.stderr.on("error", () => undefined);

void main(process.argv.slice(2), {
  get stdin() {
    return process.stdin;
  },
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
}).then((exit) => {
  if (!broken) process.exitCode = exit;
});
