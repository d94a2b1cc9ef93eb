// Notes the most memory that a process held, when it ends.
const { isMainThread } = require('node:worker_threads');
if (isMainThread) {
  process.on('exit', () => {
    const { maxRSS } = process.resourceUsage();
    require('node:fs').writeFileSync(process.env.STITCH_BENCH_PEAK, String(maxRSS));
  });
}
