package io.plinth.clients.importer;

import java.nio.charset.Charset;

/**
 * How a file is written.
 *
 * @param bomLength bytes to skip at its start
 * @param delimiter comma, semicolon or tab
 * @param delimiterLine whether the first line is a spreadsheet's {@code sep=;}
 */
record Dialect(Charset charset, int bomLength, char delimiter, boolean delimiterLine) {}
