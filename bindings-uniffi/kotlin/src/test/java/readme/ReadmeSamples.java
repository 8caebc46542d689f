package readme;

import static dev.oktant.ModelBuilder.with;

import dev.oktant.OktantClient;
import dev.oktant.models.CreateUserRequest;
import dev.oktant.models.User;
import dev.oktant.models.UserGetSingleton;
import java.util.concurrent.CompletableFuture;

/** The examples in Java of README.md, which must compile. */
final class ReadmeSamples {
    private ReadmeSamples() {}

    static void users() {
        try (OktantClient okta = OktantClient.fromEnvironment()) {
            UserGetSingleton me = okta.blocking(k -> okta.getUsers().getUser("me", k));
            CompletableFuture<UserGetSingleton> ann = okta.future(k -> okta.getUsers().getUser("ann@example.com", k));
            okta.getUsers().listUsers().stream().limit(10).forEach(user -> System.out.println(user.getId()));
        }
    }

    static User create(OktantClient okta) {
        CreateUserRequest request = new CreateUserRequest(with(body -> body.profile(with(profile -> {
            profile.setLogin("ann@example.com");
            profile.set("badge", "42");
        }))));
        return okta.blocking(k -> okta.getUsers().createUser(request, k));
    }
}
