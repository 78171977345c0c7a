// What changed since a day.

export function changes(host, app) {
}
