// Loaded with -r into a server: writes how long its event loop was held up at the most, in ms, to the file that
// STITCH_BENCH_DELAY names, at each SIGUSR2, and begins anew.
const { monitorEventLoopDelay } = require('node:perf_hooks');

const RESOLUTION_MS = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
process.on('SIGUSR2', () => {
  const maxMs = Math.max(0, delay.max / 1e6 - RESOLUTION_MS);
  require('node:fs').writeFileSync(process.env.STITCH_BENCH_DELAY, String(maxMs));
  delay.reset();
});
