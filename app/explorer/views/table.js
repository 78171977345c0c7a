// The ties as a table.

export function table(host, app) {
}
