package io.plinth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** An import's progress on its page, told by events; the test plays the node that runs it. */
class ProgressBrowserIT {
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();

  private long running(long job) {
    String id = given.select("select nextval('imports_seq')").get(0);
    given.update(
        """
        insert into imports (id, user_id, job_id, file_name, file_size, status, total_rows,
            started_at)
        select cast(? as bigint), min(id), ?, 'progress.csv', 7, 'RUNNING', 1000, now()
        from users where username = 'admin'
        """,
        id,
        job);
    return Long.parseLong(id);
  }

  private void progress(long job, int done) {
    given.update("update jobs set told_at = now() - interval '1 s' where id = ?", job);
    given.update("update jobs set done = ?, total = 1000, unit = 'rows' where id = ?", done, job);
  }

  @Test
  void barMovesByEventsAndThePageKnowsTheEnd() {
    long job = given.createJob("RUNNING");
    long id = running(job);
    try (Browser browser = Browser.start()) {
      String address = "http://localhost:" + plinth.baseUri().getPort(); // for secure cookies
      browser.driver().get(address + "/login?next=/import/" + id);
      browser.driver().findElement(By.name("username")).sendKeys(Plinth.ADMIN);
      browser.driver().findElement(By.name("password")).sendKeys(Plinth.ADMIN_PASSWORD);
      browser.follow(By.cssSelector("main button[type=submit]"));
      browser.await("!!document.querySelector('[data-events]')");
      // No polling any more: only an event can move the bar now.
      browser.driver().executeScript("window.htmx.trigger = () => {}");
      progress(job, 420);
      browser.await("document.querySelector('progress').value === 420");
      assertThat(browser.driver().findElement(By.cssSelector("[data-progress]")).getText())
          .startsWith("420 of 1,000 rows");
      browser.driver().navigate().refresh();
      browser.await("document.querySelector('progress').value === 420");
      given.update("update imports set status = 'COMPLETED', finished_at = now() where id = ?", id);
      given.update("update jobs set status = 'COMPLETED', finished_at = now() where id = ?", job);
      browser.await("!document.querySelector('[data-poll]')");
      assertThat(browser.messages()).isEmpty();
    }
  }
}
