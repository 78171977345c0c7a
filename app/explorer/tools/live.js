// What is new in the store, without asking.

export function live(app) {
}
