// The search box, which also answers questions.

export function search(host, app) {
}
