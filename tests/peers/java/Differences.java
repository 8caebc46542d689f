// What the official Java SDK does in the situations of ../situations.py.

import com.okta.sdk.authc.credentials.TokenClientCredentials;
import com.okta.sdk.client.AuthorizationMode;
import com.okta.sdk.client.ClientBuilder;
import com.okta.sdk.client.Clients;
import com.okta.sdk.helper.ApiExceptionHelper;
import com.okta.sdk.helper.PaginationUtil;
import com.okta.sdk.resource.api.ApplicationApi;
import com.okta.sdk.resource.api.PolicyApi;
import com.okta.sdk.resource.api.TrustedOriginApi;
import com.okta.sdk.resource.api.UserApi;
import com.okta.sdk.resource.client.ApiException;
import com.okta.sdk.resource.model.CreateUserRequest;
import com.okta.sdk.resource.model.UpdateUserRequest;
import com.okta.sdk.resource.model.UserProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

public class Differences {
    static final String USER = "00u1";

    static ClientBuilder client(String token) {
        return Clients.builder().setOrgUrl(System.getenv("ORG")).setClientCredentials(new TokenClientCredentials(token));
    }

    static ClientBuilder serviceApp(String name) {
        return Clients.builder().setOrgUrl(System.getenv("ORG")).setAuthorizationMode(AuthorizationMode.PRIVATE_KEY)
            .setClientId(name).setPrivateKey(Path.of(System.getenv("KEY")));
    }

    static UserApi users(String token) {
        return new UserApi(client(token).build());
    }

    static String told(Throwable error) {
        String text = error.getClass().getSimpleName() + ": " + String.valueOf(error.getMessage()).replaceAll("\\s+", " ");
        return text.length() < 120 ? text : text.substring(0, 120) + "...";
    }

    static String pages(String name, String search) {
        List<String> seen = new ArrayList<>();
        UserApi api = users(name);
        String after = null;
        try {
            do {
                api.listUsers(null, null, after, 2, null, search, null, null).forEach(user -> seen.add(user.getId()));
                after = PaginationUtil.getAfter(api.getApiClient());
            } while (after != null && seen.size() < 8);
        } catch (RuntimeException error) {
            seen.add(told(error));
        }
        return String.join(" ", seen);
    }

    static String nickname(UserApi api) {
        return api.getUser(USER, null, null).getProfile().getNickName();
    }

    static String twoReads(String name) {
        UserApi api = users(name);
        return nickname(api) + ", " + nickname(api);
    }

    static String writeByLogin(String name) {
        UserApi api = users(name);
        String before = nickname(api);
        api.replaceUser("ann@example.com", new UpdateUserRequest().profile(new UserProfile().nickName("Nan")), null);
        return before + ", " + nickname(api);
    }

    static String changeUser(String name) {
        UserApi api = users(name);
        UserProfile profile = api.getUser(USER, null, null).getProfile();
        profile.setNickName("Nan");
        api.replaceUser(USER, new UpdateUserRequest().profile(profile), null);
        return "";
    }

    static String changeApp(String name) {
        ApplicationApi api = new ApplicationApi(client(name).build());
        var app = api.getApplication("0oa1", null);
        app.setLabel("Wiki 2");
        api.replaceApplication("0oa1", app);
        return "";
    }

    static String changeOrigin(String name) {
        TrustedOriginApi api = new TrustedOriginApi(client(name).build());
        var origin = api.getTrustedOrigin("tos1");
        origin.setName("Wiki");
        api.replaceTrustedOrigin("tos1", origin);
        return "";
    }

    static String clear(String name, UserProfile profile) {
        users(name).updateUser(USER, new UpdateUserRequest().profile(profile), null);
        return "";
    }

    static UserProfile clearedBadge() {
        UserProfile profile = new UserProfile();
        profile.getAdditionalProperties().put("badge", null);
        return profile;
    }

    static String read(UserApi api) {
        return "read " + api.getUser(USER, null, null).getId();
    }

    static String ask(ClientBuilder builder) {
        new UserApi(builder.build()).getUser(USER, null, null);
        return "";
    }

    static String timeout(String name) {
        System.setProperty("okta.client.requestTimeout", "1");
        try {
            return read(users(name));
        } finally {
            System.clearProperty("okta.client.requestTimeout");
        }
    }

    static String create(String name) {
        UserProfile profile = new UserProfile().login("bo@example.com").email("bo@example.com").firstName("Bo").lastName("Lee");
        return "created " + users(name).createUser(new CreateUserRequest().profile(profile), null, null, null).getId();
    }

    static String error(String name) {
        try {
            return read(users(name));
        } catch (ApiException error) {
            var parsed = ApiExceptionHelper.getError(error);
            return told(error) + " Members: getCode() " + error.getCode() + ", getResponseHeaders() with x-okta-request-id "
                + error.getResponseHeaders().get("X-Okta-Request-Id") + "; ApiExceptionHelper.getError: " + parsed.getErrorCode()
                + ", " + parsed.getErrorCauses().size() + " cause";
        }
    }

    static String show(String name) {
        return switch (name) {
            case "two-pages", "joined-links", "capital-link", "empty-page", "failing-page" -> pages(name, null);
            case "long-link" -> pages(name, "x".repeat(2100));
            case "changed-elsewhere" -> twoReads(name);
            case "written-by-login" -> writeByLogin(name);
            case "timeout" -> timeout(name);
            case "scopes-text" -> ask(serviceApp(name).setScopes(Set.of("okta.users.read okta.groups.read")));
            case "scopes-environment" -> ask(serviceApp(name));
            case "precedence", "files" -> ask(Clients.builder());
            case "change-user" -> changeUser(name);
            case "change-app" -> changeApp(name);
            case "change-origin" -> changeOrigin(name);
            case "clear" -> clear(name, new UserProfile().nickName(null));
            case "clear-custom" -> clear(name, clearedBadge());
            case "unknown-enum" -> "status " + users(name).getUser(USER, null, null).getStatus().name();
            case "policies", "unknown-policy" -> new PolicyApi(client(name).build()).listPolicies("OKTA_SIGN_ON", null, null, null, null, null, null, null)
                .stream().map(policy -> policy.getName()).collect(Collectors.joining(", "));
            case "unknown-type" -> new ApplicationApi(client(name).build()).listApplications(null, null, null, null, null, null, null)
                .stream().map(app -> app.getLabel() + ": " + app.getClass().getSimpleName() + ", " + app.getSignOnMode().name())
                .collect(Collectors.joining(", "));
            case "number-for-text" -> "\"" + users(name).getUser(USER, null, null).getProfile().getDepartment() + "\"";
            case "port", "rate-limited", "rate-limited-bare", "unavailable", "not-json" -> read(users(name));
            case "unavailable-post" -> create(name);
            case "error" -> error(name);
            default -> throw new IllegalArgumentException(name);
        };
    }

    public static void main(String[] names) {
        for (String name : names) {
            String saw;
            try {
                saw = show(name);
            } catch (Throwable error) {
                saw = told(error);
            }
            System.out.println(name + "\t" + saw);
        }
        System.exit(0);
    }
}
