// The ranked allies and rivals of the actor.

export function ties(host, app) {
}
