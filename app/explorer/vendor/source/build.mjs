// Makes ../vendor.js out of entry.js, and ../LICENSES.txt. The styles that force-graph puts into the page by script are left
// out: the page's policy refuses them, and style/network.css has what is needed.
import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { licences } from "./licences.mjs";

const quiet = {
  name: "no-injected-styles",
  setup(builder) {
    builder.onLoad({ filter: /force-graph\.mjs$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      if (!text.includes("styleInject(css_248z);")) throw new Error(`${path} injects no style any more: look at this plugin`);
      return { contents: text.replace("styleInject(css_248z);", ""), loader: "js" };
    });
  },
};

// What force-graph brings along for things that the page does without: its own tooltip, which makes markup out of text, and
// colours by group.
const STUBS = {
  "float-tooltip": "export default class { content() {} }",
  "d3-scale-chromatic": "export const schemePaired = [];",
};
const without = {
  name: "without-what-is-not-used",
  setup(builder) {
    builder.onResolve({ filter: new RegExp(`^(${Object.keys(STUBS).join("|")})$`) }, ({ path }) => ({ path, namespace: "stub" }));
    builder.onLoad({ filter: /.*/, namespace: "stub" }, ({ path }) => ({ contents: STUBS[path], loader: "js" }));
  },
};

const { metafile } = await build({
  entryPoints: ["entry.js"],
  outfile: "../vendor.js",
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  legalComments: "none",
  banner: { js: "// Work of others; /explorer/vendor/LICENSES.txt says whose, and under which licences." },
  plugins: [without, quiet],
  metafile: true,
});
await licences(metafile, ["world-atlas"]);
