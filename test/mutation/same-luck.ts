import fc from 'fast-check';

/** The same examples in every run, so that whether a change is caught is no matter of luck. */
fc.configureGlobal({ seed: 20_260_101 });
