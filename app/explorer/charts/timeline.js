// Cooperation and conflict of a tie over time, as large as its place.

/** An element with the chart and its table for screen readers. `step`: year, quarter, month … of the periods. */
export function timeline(periods, first, last, step) {
}
