// A whole training on WebGPU, which breaks off in the middle, beside the same on the CPU.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOn, button, choose, isReady, text, URL_OF_PAGE, visit } from "./support.mjs";
import { epochs, is, kill, set } from "./trainer.mjs";

/** 63 steps an epoch: over 200 in all, and the last epoch's loss is the mean of the last 63. */
const LESSON = { samples: 500, epochs: 4, batch: 8 };

/** Trains the smallest network and says the rows of its table. `meanwhile` has the page once two epochs are done. */
async function learn(t, { gpu, meanwhile, expected }) {
  const { page } = await visit(t, { gpu, open: false, expected });
  page.setDefaultTimeout(600_000);
  await page.goto(`${URL_OF_PAGE}#vision`);
  await isReady(page);
  if (gpu) {
    await choose(page, "gpu");
    await answersOn(page, "gpu");
  }
  await set(page, LESSON);
  await button(page, "train.train").click();
  await epochs(page, 2);
  await meanwhile?.(page);
  const rows = await epochs(page, LESSON.epochs);
  await is(page, "finished");
  return rows;
}

test("252 steps on WebGPU, with a killed worker between, lead where the CPU comes", async (t) => {
  const onCpu = await learn(t, { gpu: false });
  const onGpu = await learn(t, {
    gpu: true,
    expected: [/killed by the test/],
    meanwhile: async (page) => {
      await kill(page);
      await page.getByText(text("training.restarted", "en", { epoch: "2" })).waitFor();
      await page.getByText("Learning from 500 pictures with the GPU").waitFor();
    },
  });
  const [cpu, gpu] = [onCpu, onGpu].map((rows) => rows.at(-1)[1]);
  assert.ok(cpu < onCpu[0][1] / 2, `it learns: ${onCpu.map((row) => row[1])}`);
  assert.ok(Math.abs(gpu - cpu) < 0.05 * cpu, `mean loss of the last 63 steps: ${gpu} on WebGPU, ${cpu} on the CPU`);
});
