// What passes: relations, sign, sources, confidence.

export function filterBar(host, app) {
}
