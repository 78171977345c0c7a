// The brush over the years.

export function time(host, app) {
}
