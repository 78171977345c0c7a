// Two actors: are they allied, how it went over time, and the sentences.

export function pair(host, app) {
}
