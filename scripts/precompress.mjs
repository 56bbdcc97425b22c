// Writes FILE.br and FILE.gz beside every file of a folder that gains by it and has changed.
//
//   node scripts/precompress.mjs FOLDER

import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const worthIt = new Set([".css", ".js", ".json", ".svg", ".wasm", ".webmanifest"]);

const brotli = (content) =>
  brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
const encodings = { ".br": brotli, ".gz": (content) => gzipSync(content, { level: 9 }) };

const [folder] = process.argv.slice(2);
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !worthIt.has(extname(entry.name))) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const { atime, mtime } = statSync(file);
  for (const [ending, compress] of Object.entries(encodings)) {
    const target = file + ending;
    // A compressed file carries the time of its source.
    if (statSync(target, { throwIfNoEntry: false })?.mtimeMs === mtime.getTime()) continue;
    writeFileSync(target, compress(readFileSync(file)));
    utimesSync(target, atime, mtime);
  }
}
