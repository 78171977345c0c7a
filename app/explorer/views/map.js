// The ties on a map of the world.

export function map(host, app) {
}
