package io.plinth.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.oidc.OidcException;
import io.plinth.platform.oidc.OidcIdentity;
import io.plinth.platform.settings.SettingsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderAccountsTest {
  private static final String P = "plinth.oidc.";

  private static ProviderAccounts of(String... values) {
    Map<String, String> all = new HashMap<>(Map.of(P + "issuer", "https://id"));
    for (int i = 0; i < values.length; i += 2) {
      all.put(P + values[i], values[i + 1]);
    }
    return ProviderAccounts.of(TestSettings.of(all));
  }

  private static OidcIdentity with(String... roles) {
    return new OidcIdentity("https://id", "s", null, null, null, List.of(roles), "");
  }

  @Test
  void nobodyGetsAnythingUnlessItIsSet() {
    ProviderAccounts accounts = of();
    assertThat(accounts.matches()).isFalse();
    assertThat(accounts.matchesAll()).isFalse();
    assertThat(accounts.initial(with("admins"))).isEmpty();
    assertThat(accounts.current(with("admins"))).isEmpty();
  }

  @Test
  void withoutAProviderNothingIsReadOrRefused() {
    ProviderAccounts accounts =
        ProviderAccounts.of(TestSettings.of(Map.of(P + "provision", "maybe", P + "roles", "x")));
    assertThat(accounts.initial(with("x"))).isEmpty();
  }

  @Test
  void addressesOfAdministratorsAreASettingOfTheirOwn() {
    assertThat(of("match-email", "ALL_BUT_ADMINISTRATORS").matches()).isTrue();
    assertThat(of("match-email", "ALL_BUT_ADMINISTRATORS").matchesAll()).isFalse();
    assertThat(of("match-email", "all").matchesAll()).isTrue();
    assertThatThrownBy(() -> of("match-email", "yes")).hasMessageContaining(P + "match-email");
  }

  @Test
  void firstRoleOfTheListThatFitsIsTaken() {
    ProviderAccounts accounts =
        of(
            "provision", "true",
            "role-claim", "groups",
            "roles", "boss = Manager, crew=Staff, crew=Administrator",
            "default-role", "Viewer");
    assertThat(accounts.initial(with("crew", "boss"))).contains("Manager");
    assertThat(accounts.initial(with("crew"))).contains("Staff");
    assertThat(accounts.initial(with("CREW", "x"))).contains("Viewer");
    assertThat(accounts.initial(with())).contains("Viewer");
    assertThat(accounts.current(with("boss"))).as("roles stay as they are").isEmpty();
  }

  @Test
  void withoutADefaultOthersStayOut() {
    ProviderAccounts accounts =
        of("provision", "on", "role-claim", "g", "roles", "x=Staff", "follow-roles", "on");
    assertThat(accounts.initial(with("y"))).isEmpty();
    assertThat(accounts.current(with("x"))).contains("Staff");
    OidcIdentity gone =
        new OidcIdentity("https://id", "ada@example.com", null, null, null, List.of("y"), "");
    assertThatThrownBy(() -> accounts.current(gone))
        .isInstanceOf(OidcException.class)
        .message()
        .as("it is logged")
        .doesNotContain(gone.subject());
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (String[] wrong :
        new String[][] {
          {"roles", "x", "role-claim", "g"},
          {"roles", "=Staff", "role-claim", "g"},
          {"roles", "x=", "role-claim", "g"},
          {"roles", "x=Staff"},
          {"provision", "true"},
          {"follow-roles", "true"},
          {"provision", "maybe"}
        }) {
      assertThatThrownBy(() -> of(wrong)).isInstanceOf(SettingsException.class);
    }
  }

  @Test
  void rolesMustExist() {
    ProviderAccounts accounts =
        of("role-claim", "g", "roles", "x=Staff", "default-role", "Vewer", "provision", "on");
    assertThatThrownBy(() -> accounts.refuseUnknownRoles(names -> List.of("Vewer")))
        .hasMessageContaining(P + "default-role")
        .hasMessageContaining("Vewer");
    assertThatThrownBy(() -> accounts.refuseUnknownRoles(names -> List.of("Staff")))
        .hasMessageContaining(P + "roles");
    assertThatCode(() -> accounts.refuseUnknownRoles(names -> List.of()))
        .doesNotThrowAnyException();
  }
}
