// Who belongs together.

export function coalitions(host, app) {
}
