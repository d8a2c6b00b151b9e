/** The smallest WebAssembly module with a SIMD instruction in it (`v128.const`, dropped). */
const SIMD_MODULE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, // "\0asm", version 1
  1, 4, 1, 96, 0, 0, // one type: () -> ()
  3, 2, 1, 0, // one function of that type
  10, 23, 1, 21, 0, 253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 26, 11,
);

/** Whether this browser can run the engine at all (browsers since 2023 can). */
export function canRunEngine() {
  return typeof WebAssembly === "object" && WebAssembly.validate(SIMD_MODULE) && typeof Worker === "function";
}

/** Only `cargo xtask serve` builds the GPU engine while the page is open; what a site lacks, it lacks for good. */
export const mayStillCome = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
