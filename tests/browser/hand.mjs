// A hand that draws: ten digits as people write them, moved over the pad with real pointer events.

/** Points on an ellipse; angles in turns, 0 at the right, clockwise as the screen's y grows downward. */
function arc(centreX, centreY, radiusX, radiusY, from, to, count = 24) {
  return Array.from({ length: count + 1 }, (_, index) => {
    const angle = 2 * Math.PI * (from + ((to - from) * index) / count);
    return [centreX + radiusX * Math.cos(angle), centreY + radiusY * Math.sin(angle)];
  });
}

/** Each digit's strokes: points x, y from 0 to 1, joined by straight lines. */
export const DIGITS = {
  0: [arc(0.5, 0.5, 0.18, 0.29, -0.25, 0.76, 40)],
  1: [[[0.53, 0.2], [0.49, 0.8]]],
  2: [[...arc(0.49, 0.36, 0.17, 0.16, -0.48, 0.08), [0.32, 0.78], [0.7, 0.77]]],
  3: [[...arc(0.48, 0.35, 0.15, 0.15, -0.42, 0.22), ...arc(0.48, 0.64, 0.17, 0.16, -0.24, 0.4)]],
  4: [[[0.4, 0.2], [0.3, 0.54], [0.7, 0.53]], [[0.6, 0.3], [0.58, 0.83]]],
  5: [[[0.67, 0.22], [0.4, 0.23], [0.37, 0.46], ...arc(0.48, 0.61, 0.17, 0.18, -0.3, 0.38)]],
  6: [[[0.6, 0.19], [0.45, 0.33], ...arc(0.5, 0.65, 0.15, 0.15, 0.52, 1.5, 36)]],
  7: [[[0.3, 0.24], [0.69, 0.23], [0.58, 0.48], [0.46, 0.8]]],
  8: [[...arc(0.5, 0.35, 0.13, 0.14, 0, -0.75, 30), ...arc(0.5, 0.64, 0.15, 0.15, -0.25, 0.75, 36), ...arc(0.5, 0.35, 0.13, 0.14, 0.25, 0, 12)]],
  9: [[...arc(0.48, 0.36, 0.15, 0.15, 0, -1, 36), [0.62, 0.55], [0.57, 0.82]]],
};

/** The pad's place in the window. */
export async function padBox(page) {
  const pad = page.locator(".pad-sheet");
  await pad.scrollIntoViewIfNeeded();
  return pad.boundingBox();
}

/** Draws strokes with the mouse. `place` maps the unit square to a part of the pad: [left, top, size]. */
export async function drawStrokes(page, strokes, [left, top, size] = [0, 0, 1]) {
  const box = await padBox(page);
  const at = ([x, y]) => [box.x + (left + x * size) * box.width, box.y + (top + y * size) * box.height];
  for (const [first, ...others] of strokes) {
    await page.mouse.move(...at(first));
    await page.mouse.down();
    for (const point of others) await page.mouse.move(...at(point), { steps: others.length < 6 ? 8 : 1 });
    await page.mouse.up();
  }
}

/** Puts the pad back to empty and draws a digit on it. */
export async function drawDigit(page, digit, place) {
  await clear(page);
  await drawStrokes(page, DIGITS[digit], place);
}

/** Draws strokes with a finger, as a phone reports it. */
export async function drawWithFinger(page, strokes) {
  const box = await padBox(page);
  const session = await page.context().newCDPSession(page);
  const touch = (type, point) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: point ? [{ x: box.x + point[0] * box.width, y: box.y + point[1] * box.height }] : [],
    });
  for (const [first, ...others] of strokes) {
    await touch("touchStart", first);
    let [x, y] = first;
    for (const [nextX, nextY] of others) {
      for (let step = 1; step <= 4; step++) await touch("touchMove", [x + ((nextX - x) * step) / 4, y + ((nextY - y) * step) / 4]);
      [x, y] = [nextX, nextY];
    }
    await touch("touchEnd");
  }
  await session.detach();
}

/** Empties the pad by its button, in whichever language it is. */
export async function clear(page) {
  await page.getByRole("button", { name: /^(Clear|Effacer)$/ }).click();
}
