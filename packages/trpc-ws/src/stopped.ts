/**
 * Why a signal is aborted: nobody reads on. One for all of them, because a new one takes down a stack each time, which
 * costs more than everything else that ends a subscription.
 */
export const STOPPED = new DOMException("Nobody reads this any more", "AbortError");
