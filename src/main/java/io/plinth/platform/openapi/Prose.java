package io.plinth.platform.openapi;

import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.CommentVisitor;
import com.github.therapi.runtimejavadoc.Link;
import com.github.therapi.runtimejavadoc.ParamJavadoc;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import com.github.therapi.runtimejavadoc.Value;
import java.lang.reflect.Method;

/**
 * The Javadoc of the code as text for the API's readers, with code in backticks. So what a record
 * says about its components is written once, where it is kept true.
 */
final class Prose {
  private Prose() {}

  static String of(Class<?> type) {
    return text(RuntimeJavadoc.getJavadoc(type).getComment());
  }

  static String of(Method method) {
    return text(RuntimeJavadoc.getJavadoc(method).getComment());
  }

  /** What the record says about one of its components; null where it says nothing. */
  static String of(Class<?> record, String component) {
    return RuntimeJavadoc.getJavadoc(record).getRecordComponents().stream()
        .filter(p -> p.getName().equals(component))
        .map(ParamJavadoc::getComment)
        .map(Prose::text)
        .map(Prose::sentence)
        .findFirst()
        .orElse(null);
  }

  private static String sentence(String text) {
    if (text == null || text.isEmpty()) {
      return text;
    }
    String upper = Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return upper.matches("(?s).*[.!?]") ? upper : upper + ".";
  }

  private static String text(Comment comment) {
    if (comment == null) {
      return null;
    }
    Writer writer = new Writer();
    comment.visit(writer);
    String text = writer.text.toString().replaceAll("\\s*<p>\\s*", "\n\n");
    String plain = text.replaceAll("</?[a-z]+>", "").replaceAll("(?<!\n)[ \t]*\n[ \t]*(?!\n)", " ");
    return plain.isBlank() ? null : plain.strip();
  }

  private static final class Writer implements CommentVisitor {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void commentText(String plain) {
      text.append(plain);
    }

    @Override
    public void inlineLink(Link link) {
      text.append(link.getLabel().replaceAll("^.*#", ""));
    }

    @Override
    public void inlineTag(String name, String value) {
      text.append(name.equals("code") ? "`" + value.strip() + "`" : value.strip());
    }

    @Override
    public void inlineValue(Value value) {
      text.append(value.getReferencedMemberName());
    }
  }
}
