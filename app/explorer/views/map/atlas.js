// The world, projected once: everything after works in the units of this flat map, WIDTH of them from edge to edge.

import { feature, geoNaturalEarth1, geoPath, mesh } from "/explorer/vendor/vendor.js";

/** How wide the flat map is; the camera turns its units into pixels. */
const WIDTH = 1000;

const EAST = 11; // the middle,: the edge of the map runs through the Bering Strait
const NORTH = 84, SOUTH = -57; // what is fitted into the view: nobody stands with anybody in the Antarctic

let loading = null;

/** The atlas, asked for once; a failure may be tried again. */
export function atlas() {
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load() {
  const answer = await fetch("/explorer/vendor/world.json");
  if (!answer.ok) throw new Error("The outlines of the world are not there.");
  return new Atlas(await answer.json());
}

class Atlas {
  #ways = new Map();

  constructor(world) {
    this.projection = geoNaturalEarth1().rotate([-EAST, 0]).precision(0.1).fitWidth(WIDTH, { type: "Sphere" });
    const outline = geoPath(this.projection).digits(2);
    const { countries } = world.objects;
    const shape = (object) => {
      const d = outline(object) ?? "";
      return { d, path: new Path2D(d) };
    };
    this.places = new Map(Object.entries(world.places).map(([id, place]) => [id, { place, at: this.projection(place) }]));
    this.lands = new Map(feature(world, countries).features.filter(({ properties }) => properties.id)
      .map((country) => [country.properties.id, shape(country)]));
    this.land = shape(feature(world, countries));
    this.borders = shape(mesh(world, countries, (one, other) => one !== other));
    this.sphere = shape({ type: "Sphere" });
    const top = this.projection([EAST, NORTH])[1], bottom = this.projection([EAST, SOUTH])[1];
    const whole = geoPath(this.projection).bounds({ type: "Sphere" })[1][1];
    this.frame = { x: 0, y: top, width: WIDTH, height: bottom - top, whole };
  }

  /** The shortest way over the globe, as lines of points: two where the edge of the map cuts it. */
  way(from, to) {
    const key = `${from} ${to}`;
    if (!this.#ways.has(key)) this.#ways.set(key, this.#way(from, to)); // the same few pairs come with every answer
    return this.#ways.get(key);
  }

  #way(from, to) {
    const [a, b] = [this.places.get(from), this.places.get(to)];
    if (a.at[0] === b.at[0] && a.at[1] === b.at[1]) return [[a.at, b.at]];
    const lines = [];
    const recorder = { moveTo: (x, y) => lines.push([[x, y]]), lineTo: (x, y) => lines.at(-1).push([x, y]) };
    geoPath(this.projection, recorder)({ type: "LineString", coordinates: [a.place, b.place] });
    return lines;
  }
}
