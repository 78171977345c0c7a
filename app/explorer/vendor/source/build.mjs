// Makes ../vendor.js out of entry.js, and ../LICENSES.txt. The styles that force-graph puts into the page by script are left
// out: the page's policy refuses them, and style/network.css has what is needed.
import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { licences } from "./licences.mjs";

const quiet = {
  name: "no-injected-styles",
  setup(builder) {
    builder.onLoad({ filter: /(force-graph|float-tooltip)\.mjs$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      if (!text.includes("styleInject(css_248z);")) throw new Error(`${path} injects no style any more: look at this plugin`);
      return { contents: text.replace("styleInject(css_248z);", ""), loader: "js" };
    });
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
  plugins: [quiet],
  metafile: true,
});
await licences(metafile, ["world-atlas"]);
