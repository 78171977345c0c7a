// Loading, empty, failed, offline.

export function states(host, app) {
}
