/** Whether this is `npm run test:slow`, which tries more cases than `npm test`. */
export const IS_SLOW = process.env.STITCH_SLOW === '1';
