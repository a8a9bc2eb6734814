package io.plinth.clients.importer;

/**
 * Counts how often each hash has been seen, in 12 bytes a slot: open addressing with linear probing
 * over two primitive arrays, at most four fifths full. Three million rows take 50 MB and 75 MB
 * while growing. The keys are hashes already, so their low bits are the slot.
 */
final class OrdinalCounter {

  private static final int INITIAL = 1 << 10;

  private long[] keys = new long[INITIAL];
  private int[] counts = new int[INITIAL];
  private int size;

  /** How often {@code hash} has been asked for by now, this time included. */
  int next(long hash) {
    int slot = slot(keys, counts, hash);
    if (counts[slot] == 0) {
      if (size + 1 > keys.length / 5 * 4) {
        grow();
        slot = slot(keys, counts, hash);
      }
      keys[slot] = hash;
      size++;
    }
    return ++counts[slot];
  }

  private static int slot(long[] keys, int[] counts, long hash) {
    int mask = keys.length - 1;
    int slot = (int) hash & mask;
    while (counts[slot] != 0 && keys[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] moreKeys = new long[keys.length * 2];
    int[] moreCounts = new int[keys.length * 2];
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0) {
        int slot = slot(moreKeys, moreCounts, keys[i]);
        moreKeys[slot] = keys[i];
        moreCounts[slot] = counts[i];
      }
    }
    keys = moreKeys;
    counts = moreCounts;
  }
}
