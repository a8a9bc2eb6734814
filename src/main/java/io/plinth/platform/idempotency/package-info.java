/**
 * Requests that are sent again because the first answer did not arrive. A POST with an {@code
 * Idempotency-Key} is carried out in one transaction with the record of its answer: whatever dies
 * when, the write and the record of it are both there or both not. So nothing has to be cleaned up,
 * and no lease can run out; the price is that the answer is held back until the commit.
 */
package io.plinth.platform.idempotency;
