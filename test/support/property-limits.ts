import fc from 'fast-check';

/**
 * A property that fails is made smaller for as long as that goes on: with real numbers in it for tens of minutes, in which
 * nothing else runs and no time-out of a test applies. After this (ms) the smallest example so far is told.
 */
fc.configureGlobal({ interruptAfterTimeLimit: 50_000 });
