// Runs a program of this folder with Node.js, and prints its result: what a sandbox has to give as well.
import { pathToFileURL } from "node:url";

const { main } = await import(pathToFileURL(process.argv[2]));
process.stdout.write(JSON.stringify(await main()));
process.exit(0);
