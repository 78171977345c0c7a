// The ties as a network.

export function network(host, app) {
}
