// Undo, the address of the view, files, light and dark.

export function share(host, app) {
}
