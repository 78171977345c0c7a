// A small picture of a tie over time, for lists.

/**
 * An SVG of 96 by 20 pixels: cooperation above the line, conflict below (also told apart by shape), from `first` to
 * `last` (days). `periods` are those of the service: {start, cooperation_weight, conflict_weight}.
 */
export function multiple(periods, first, last) {
}
