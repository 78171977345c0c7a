// Makes ../LICENSES.txt: whose work the page takes along, and under which licence.
import { readFile, readdir, writeFile } from "node:fs/promises";

/** Writes it for the packages of what esbuild put together (its metafile), and for others by name. */
export async function licences(metafile, others) {
  const inside = Object.keys(metafile.inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]);
  const packages = await Promise.all([...new Set([...inside.filter(Boolean), ...others])].sort().map(read));
  const texts = new Map(); // a text -> the packages that come with it, word for word
  for (const one of packages) texts.set(one.text, [...(texts.get(one.text) ?? []), one]);
  const parts = [...texts].map(([text, all]) =>
    `${all.map(({ name, version, licence }) => `${name} ${version} (${licence})`).join("\n")}\n\n${text}`);
  await writeFile("../LICENSES.txt", `${[
    "vendor.js and world.json hold work of others, made into one file by source/build.mjs and source/world.mjs.\n\n"
    + "The outlines in world.json are made with Natural Earth (https://www.naturalearthdata.com/), which is in the public\n"
    + "domain, as packed by world-atlas.", ...parts].join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

async function read(name) {
  const folder = `node_modules/${name}`;
  const { version, license: licence, author } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  if (!licence) throw new Error(`${name} names no licence`);
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? (await readFile(`${folder}/${file}`, "utf8")).replaceAll("\r\n", "\n").trim()
    : `By ${author?.name ?? author}; the package holds no text of its licence.`;
  return { name, version, licence, text };
}
