// Pictures of the network as it is seen.

import { Painter } from "/explorer/views/network/paint.js";
import { Pen } from "/explorer/views/network/pen.js";

const DENSITY = 2;

/** The view's exporter (see App.exporters). `seen()` gives {scene, camera, size, look}: what is painted, from where, how. */
export function pictures(seen) {
  return {
    png() {
      const { scene, camera, size, look } = seen();
      const painter = new Painter();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [size.width * DENSITY, size.height * DENSITY];
      const context = canvas.getContext("2d");
      context.setTransform(DENSITY, 0, 0, DENSITY, 0, 0);
      painter.frame(context, scene, camera, size, look);
      context.globalAlpha = 1;
      context.globalCompositeOperation = "destination-over"; // paper, under what is drawn
      context.fillStyle = painter.colours.paper;
      context.fillRect(0, 0, size.width, size.height);
      return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
    },
    svg() {
      const { scene, camera, size, look } = seen();
      const painter = new Painter();
      const pen = new Pen(size.width, size.height, painter.colours.paper);
      painter.frame(pen, scene, camera, size, look);
      return pen.text;
    },
  };
}
