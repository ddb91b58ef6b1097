// Moving points from one map to the other.

/** How long a move takes, in milliseconds. */
export const MOVE_TIME = 1200;

/**
 * @param {number} time from 0 to 1
 * @returns {number} slow at both ends
 */
export function easeInOut(time) {
  return time < 0.5 ? 4 * time ** 3 : 1 - (2 - 2 * time) ** 3 / 2;
}

/**
 * @param {Float32Array} from
 * @param {Float32Array} to
 * @param {number} share of the way
 * @param {Float32Array} between written
 * @returns {void}
 */
export function blendPositions(from, to, share, between) {
  for (let i = 0; i < from.length; i += 1) between[i] = from[i] + (to[i] - from[i]) * share;
}

/**
 * Call a step in each frame, and at last with 1; at once where people want no motion.
 * @param {number} duration in milliseconds
 * @param {(share: number) => void} step
 * @returns {() => void} stops it
 */
export function animate(duration, step) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    step(1);
    return () => {};
  }
  const start = performance.now();
  let frame = requestAnimationFrame(function advance(now) {
    const share = Math.min(Math.max((now - start) / duration, 0), 1);
    if (share < 1) frame = requestAnimationFrame(advance);
    step(easeInOut(share));
  });
  return () => cancelAnimationFrame(frame);
}
