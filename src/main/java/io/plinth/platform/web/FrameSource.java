package io.plinth.platform.web;

/** Knows the request and the person behind it; asked once for every view that is written. */
public interface FrameSource {

  /** The frame for a view of the current request. */
  Frame frame(View view);
}
