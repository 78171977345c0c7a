// Whose graph it is, in words.

export function heading(app) {
}
