// What the page takes from others, as one module.
export { default as ForceGraph } from "force-graph";
export { axisBottom } from "d3-axis";
export { brushX } from "d3-brush";
export { geoNaturalEarth1, geoPath } from "d3-geo";
export { scaleUtc } from "d3-scale";
export { pointer, select } from "d3-selection";
export { zoom, zoomIdentity, zoomTransform } from "d3-zoom";
export { feature, mesh } from "topojson-client";
