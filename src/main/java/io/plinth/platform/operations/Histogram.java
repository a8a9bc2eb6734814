package io.plinth.platform.operations;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Several timers' histograms as one. A percentile is estimated as Prometheus does it: its place
 * among the requests gives the bucket, and within it they are taken to be spread evenly. So it is
 * never off by more than its bucket is wide, and it needs no memory beside the buckets.
 *
 * @param buckets by their upper bound in milliseconds, how many were at most that slow; the last
 *     has no bound, but the slowest lately
 */
record Histogram(long count, double totalMillis, double slowest, TreeMap<Double, Double> buckets) {

  static Histogram of(Collection<Timer> timers) {
    long count = 0;
    double total = 0;
    double slowest = 0;
    TreeMap<Double, Double> buckets = new TreeMap<>();
    for (Timer timer : timers) {
      HistogramSnapshot snapshot = timer.takeSnapshot();
      count += snapshot.count();
      total += snapshot.total(TimeUnit.MILLISECONDS);
      slowest = Math.max(slowest, snapshot.max(TimeUnit.MILLISECONDS));
      for (CountAtBucket bucket : snapshot.histogramCounts()) {
        buckets.merge(bucket.bucket(TimeUnit.MILLISECONDS), bucket.count(), Double::sum);
      }
    }
    return new Histogram(count, total, slowest, buckets);
  }

  BigDecimal mean() {
    return Meters.rounded(count == 0 ? 0 : totalMillis / count, 1);
  }

  BigDecimal percentile(double share) {
    double rank = share * count;
    double lower = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      if (bucket.getValue() >= rank && bucket.getValue() > below) {
        double upper = Math.min(bucket.getKey(), Math.max(slowest, lower));
        double within = (rank - below) / (bucket.getValue() - below);
        return Meters.rounded(lower + (upper - lower) * within, 1);
      }
      lower = bucket.getKey();
      below = bucket.getValue();
    }
    return Meters.rounded(Math.max(slowest, lower), 1);
  }
}
