/** Whether this is `npm run test:slow`, which tries more cases than `npm test`. */
export const IS_SLOW = process.env.STITCH_TEST_SLOW === '1';
