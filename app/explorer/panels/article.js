// The panel in which an article is pasted and read.

export function article(host, app) {
}
