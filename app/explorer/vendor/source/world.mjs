// Makes ../world.json: the outlines of the countries of graph/data/actors/countries.csv, and a place for every one of them.
//
// The outlines are Natural Earth's (public domain), 1:50m, as world-atlas packs them, simplified. Natural Earth draws lines of
// control; here borders are those of the register, as most states and the United Nations see them: Crimea is Ukraine's,
// Somaliland Somalia's, the north of Cyprus part of Cyprus. What ISO 3166 counts apart (French Guiana …) stands apart.
import { readFile, writeFile } from "node:fs/promises";
import { geoArea, geoCentroid, geoContains } from "d3-geo";
import { feature, mergeArcs, quantize } from "topojson-client";
import { topology } from "topojson-server";
import { filter, planarRingArea, presimplify, simplify } from "topojson-simplify";

const REGISTER = "../../../../graph/data/actors/countries.csv";
const LEAST = 2e-6; //  steradians of an island that is drawn, unless it is its country's largest: about 80 km²
const DETAIL = 4e-6; // steradians: what a bend must enclose to stay
const GRID = 10000; //  steps of a coordinate

// ISO 3166-1 numeric codes, for the countries that Natural Earth has.
const NUMERIC = Object.fromEntries(`
004 AFG 008 ALB 010 ATA 012 DZA 016 ASM 020 AND 024 AGO 028 ATG 031 AZE 032 ARG 036 AUS 040 AUT 044 BHS 048 BHR 050 BGD
051 ARM 052 BRB 056 BEL 060 BMU 064 BTN 068 BOL 070 BIH 072 BWA 074 BVT 076 BRA 084 BLZ 086 IOT 090 SLB 092 VGB 096 BRN
100 BGR 104 MMR 108 BDI 112 BLR 116 KHM 120 CMR 124 CAN 132 CPV 136 CYM 140 CAF 144 LKA 148 TCD 152 CHL 156 CHN 158 TWN
162 CXR 166 CCK 170 COL 174 COM 175 MYT 178 COG 180 COD 184 COK 188 CRI 191 HRV 192 CUB 196 CYP 203 CZE 204 BEN 208 DNK
212 DMA 214 DOM 218 ECU 222 SLV 226 GNQ 231 ETH 232 ERI 233 EST 234 FRO 238 FLK 239 SGS 242 FJI 246 FIN 248 ALA 250 FRA
254 GUF 258 PYF 260 ATF 262 DJI 266 GAB 268 GEO 270 GMB 275 PSE 276 DEU 288 GHA 292 GIB 296 KIR 300 GRC 304 GRL 308 GRD
312 GLP 316 GUM 320 GTM 324 GIN 328 GUY 332 HTI 334 HMD 336 VAT 340 HND 344 HKG 348 HUN 352 ISL 356 IND 360 IDN 364 IRN
368 IRQ 372 IRL 376 ISR 380 ITA 384 CIV 388 JAM 392 JPN 398 KAZ 400 JOR 404 KEN 408 PRK 410 KOR 414 KWT 417 KGZ 418 LAO
422 LBN 426 LSO 428 LVA 430 LBR 434 LBY 438 LIE 440 LTU 442 LUX 446 MAC 450 MDG 454 MWI 458 MYS 462 MDV 466 MLI 470 MLT
474 MTQ 478 MRT 480 MUS 484 MEX 492 MCO 496 MNG 498 MDA 499 MNE 500 MSR 504 MAR 508 MOZ 512 OMN 516 NAM 520 NRU 524 NPL
528 NLD 531 CUW 533 ABW 534 SXM 535 BES 540 NCL 548 VUT 554 NZL 558 NIC 562 NER 566 NGA 570 NIU 574 NFK 578 NOR 580 MNP
581 UMI 583 FSM 584 MHL 585 PLW 586 PAK 591 PAN 598 PNG 600 PRY 604 PER 608 PHL 612 PCN 616 POL 620 PRT 624 GNB 626 TLS
630 PRI 634 QAT 638 REU 642 ROU 643 RUS 646 RWA 652 BLM 654 SHN 659 KNA 660 AIA 662 LCA 663 MAF 666 SPM 670 VCT 674 SMR
678 STP 682 SAU 686 SEN 688 SRB 690 SYC 694 SLE 702 SGP 703 SVK 704 VNM 705 SVN 706 SOM 710 ZAF 716 ZWE 724 ESP 728 SSD
729 SDN 732 ESH 740 SUR 744 SJM 748 SWZ 752 SWE 756 CHE 760 SYR 762 TJK 764 THA 768 TGO 772 TKL 776 TON 780 TTO 784 ARE
788 TUN 792 TUR 795 TKM 796 TCA 798 TUV 800 UGA 804 UKR 807 MKD 818 EGY 826 GBR 831 GGY 832 JEY 833 IMN 834 TZA 840 USA
850 VIR 854 BFA 858 URY 860 UZB 862 VEN 876 WLF 882 WSM 887 YEM 894 ZMB`.trim().split(/\s+/)
  .flatMap((word, index, all) => (index % 2 ? [] : [[word, all[index + 1]]])));

// Those without a number; "" is land of no country of the register (disputed, or nobody's).
const NAMED = { Kosovo: "XKX", Somaliland: "SOM", "N. Cyprus": "CYP", "Indian Ocean Ter.": "", "Siachen Glacier": "" };

// What Natural Earth counts with another: [whose land, west, south, east, north], each polygon with its centre in the box.
const APART = {
  UKR: ["RUS", 32.4, 44.3, 36.7, 46.3], GUF: ["FRA", -55, 2, -51, 6], GLP: ["FRA", -62, 15.8, -61, 16.6],
  MTQ: ["FRA", -61.3, 14.3, -60.8, 15], REU: ["FRA", 55, -22, 56, -20], MYT: ["FRA", 45, -13.1, 45.4, -12.6],
  SJM: ["NOR", -10, 70.5, 36, 81], BES: ["NLD", -68.5, 12, -62.9, 17.7], CXR: ["", 105, -11, 106, -10],
  CCK: ["", 96, -13, 97, -11],
};

// Where the middle of the largest part is not where one looks for a country, and those too small to be drawn at 1:50m.
const PLACES = {
  AUS: [134, -24.5], BES: [-68.27, 12.18], BVT: [3.36, -54.42], CAN: [-106, 56.5], CCK: [96.83, -12.17], CHL: [-71.2, -33.5],
  CXR: [105.63, -10.49], GIB: [-5.35, 36.14], GLP: [-61.55, 16.25], GRC: [22.2, 39.4], HRV: [15.9, 45.7], IDN: [113.5, -1.5],
  JPN: [138.2, 36.3], KIR: [172.98, 1.42], MTQ: [-61.02, 14.64], MYS: [102.3, 4], MYT: [45.15, -12.83], NOR: [9.2, 61.3],
  NZL: [171.5, -43.3], PCN: [-130.1, -25.07], PHL: [121.2, 16], REU: [55.53, -21.12], RUS: [55, 58.5], SJM: [16.5, 78.6], SWE: [15.2, 60.5],
  TKL: [-171.85, -9.2], TUV: [179.2, -8.52], UMI: [166.62, 19.29], USA: [-98.5, 39.5], VNM: [105.9, 20.9], FRA: [2.4, 46.7],
  ATA: [20, -78], ISR: [34.8, 31], IOT: [72.42, -7.3], MHL: [171.2, 7.1], PSE: [35.25, 31.95], FJI: [178, -17.8], GBR: [-1.6, 52.8], HTI: [-72.3, 19], SOM: [45.3, 3.2], CYP: [33.2, 35],
};

const inside = ([x, y], [, west, south, east, north]) => x >= west && x <= east && y >= south && y <= north;
const polygons = (geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);
const polygon = (coordinates) => ({ type: "Polygon", coordinates });
const code = ({ id, properties: { name } }) => {
  const found = id === undefined ? NAMED[name] : NUMERIC[id];
  if (found === undefined) throw new Error(`which country is ${id} ${name}?`);
  return found;
};

/** The atlas's geometries, one for each country: what stands apart taken out, what belongs together merged. */
function countries(atlas) {
  const parts = new Map();
  for (const geometry of atlas.objects.countries.geometries) {
    const arcs = geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs;
    const whose = code(geometry);
    for (const one of arcs) {
      const middle = geoCentroid(feature(atlas, { type: "Polygon", arcs: one }));
      const id = Object.keys(APART).find((other) => APART[other][0] === whose && inside(middle, APART[other])) ?? whose;
      parts.set(id, [...(parts.get(id) ?? []), { type: "Polygon", arcs: one }]);
    }
  }
  return [...parts].map(([id, all]) => ({ ...feature(atlas, mergeArcs(atlas, all)), properties: { id } }));
}

/** Small islands left out, but never a country's largest. */
function drawn(country) {
  const all = polygons(country.geometry).map((one) => [geoArea(polygon(one)), one]).sort((a, b) => b[0] - a[0]);
  const kept = all.filter(([area], index) => (index === 0 && country.properties.id) || area >= LEAST).map(([, one]) => one);
  return kept.length ? { ...country, geometry: { type: "MultiPolygon", coordinates: kept } } : null;
}

/** Bends that enclose little are taken out; every line keeps its most telling ones, so that no ring collapses. */
function simpler(world) {
  const weighed = presimplify(world, sphericalTriangle);
  for (const arc of weighed.arcs) {
    const closed = String(arc[0].slice(0, 2)) === String(arc.at(-1).slice(0, 2));
    const telling = arc.slice(1, -1).sort((a, b) => b[2] - a[2]).slice(0, closed ? 5 : 1);
    for (const point of telling) point[2] = Infinity;
  }
  return simplify(weighed, DETAIL);
}

// A triangle is small enough to be flat; degrees of longitude shrink towards the poles.
function sphericalTriangle([[ax, ay], [bx, by], [cx, cy]]) {
  const radians = Math.PI / 180;
  const shrink = Math.cos(((ay + by + cy) / 3) * radians);
  return (Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2) * shrink * radians * radians;
}

const two = (number) => Math.round(number * 100) / 100;
const atlas = async (scale) => JSON.parse(await readFile(`node_modules/world-atlas/countries-${scale}.json`, "utf8"));

const full = countries(await atlas("50m"));
const ids = (await readFile(REGISTER, "utf8")).trim().split("\n").slice(1).map((line) => line.split(",")[0]);
const unknown = full.map(({ properties }) => properties.id).filter((id) => id && !ids.includes(id));
if (unknown.length) throw new Error(`not in the register: ${unknown}`);

const places = Object.fromEntries(ids.map((id) => {
  if (PLACES[id]) return [id, PLACES[id]];
  const country = full.find(({ properties }) => properties.id === id);
  if (!country) throw new Error(`${id} has no place`);
  const largest = polygons(country.geometry).map(polygon).sort((a, b) => geoArea(b) - geoArea(a))[0];
  const middle = geoCentroid(largest);
  if (!geoContains(largest, middle)) console.warn(`the middle of ${id} is outside it: ${middle.map(two)}`);
  return [id, middle.map(two)];
}));

const shared = topology({ countries: { type: "FeatureCollection", features: full.map(drawn).filter(Boolean) } });
const world = quantize(simpler(shared), GRID);
const whole = filter(world, (ring) => planarRingArea(feature(world, { type: "Polygon", arcs: [ring] }).geometry.coordinates[0]) > 0);
await writeFile("../world.json", `${JSON.stringify({ ...whole, places })}\n`); // the Vatican is smaller than a step
