package io.plinth.platform.web;

/**
 * One file under {@code /assets}, ready to send.
 *
 * @param name the name with the hash of the content in it
 * @param contentType its media type
 * @param hash the first digits of the SHA-256 of its content
 * @param plain the bytes as they are
 * @param gzip the bytes compressed; null where compression gains nothing
 * @param brotli the same by the other coding, made when Plinth was built; null where it was not
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are written and never compared
public record Asset(
    String name, String contentType, String hash, byte[] plain, byte[] gzip, byte[] brotli) {}
