package dev.oktant;

import static dev.oktant.ModelBuilder.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oktant.models.CreateUserRequest;
import dev.oktant.models.User;
import dev.oktant.models.UserGetSingleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kotlinx.coroutines.DelayKt;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

/** The API as Java sees it: calls that block or return a future, lists as iterators and streams. */
final class JavaTest {
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final FakeTransport transport = new FakeTransport((request, k) -> {
        switch (request.getPath()) {
            case "/api/v1/users/me":
                return HttpResponse.json("{\"id\":\"00u1\",\"status\":\"ACTIVE\"}");
            case "/api/v1/users":
                return HttpResponse.json("[{\"id\":\"00u1\"},{\"id\":\"00u2\"}]");
            case "/api/v1/users/hang":
                hanging.countDown();
                return DelayKt.awaitCancellation(k);
            default:
                return HttpResponse.json("{\"errorCode\":\"E0000007\"}", 404, Map.of("X-Okta-Request-Id", "req1"));
        }
    });
    private final OktantClient okta = OktantClient.create(settings -> {
        settings.setOrgUrl("https://example.okta.com");
        settings.setToken("00token");
        settings.setTransport(transport);
        settings.set("RATELIMIT_MAXRETRIES", "0");
    });

    @Test
    void aCallBlocks() {
        UserGetSingleton me = okta.blocking(k -> okta.getUsers().getUser("me", null, null, null, k));
        assertEquals("00u1", me.getId());
        assertEquals("ACTIVE", me.getStatus());
    }

    @Test
    void aCallThatFailsThrows() {
        OktantException.Api error =
            assertThrows(OktantException.Api.class, () -> okta.blocking(k -> okta.getUsers().getUser("nobody", null, null, null, k)));
        assertEquals(404, error.getStatus());
        assertEquals("req1", error.getRequestId());
    }

    @Test
    void aCallReturnsAFuture() throws Exception {
        CompletableFuture<UserGetSingleton> me = okta.future(k -> okta.getUsers().getUser("me", null, null, null, k));
        assertEquals("00u1", me.get(30, TimeUnit.SECONDS).getId());
        CompletableFuture<UserGetSingleton> nobody = okta.future(k -> okta.getUsers().getUser("nobody", null, null, null, k));
        ExecutionException failed = assertThrows(ExecutionException.class, () -> nobody.get(30, TimeUnit.SECONDS));
        assertInstanceOf(OktantException.Api.class, failed.getCause());
    }

    @Test
    void cancellingAFutureEndsTheCall() throws Exception {
        CompletableFuture<UserGetSingleton> call = okta.future(k -> okta.getUsers().getUser("hang", null, null, null, k));
        assertTrue(hanging.await(30, TimeUnit.SECONDS));
        call.cancel(true);
        assertThrows(CancellationException.class, call::join);
    }

    @Test
    void anInterruptEndsTheCall() throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                okta.<UserGetSingleton>blocking(k -> okta.getUsers().getUser("hang", null, null, null, k));
            } catch (CancellationException cancelled) {
                ended.complete(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        assertTrue(hanging.await(30, TimeUnit.SECONDS));
        thread.interrupt();
        assertTrue(ended.get(30, TimeUnit.SECONDS));
    }

    @Test
    void aListIsAStreamAndAnIterable() {
        try (Stream<User> users = okta.getUsers().listUsers().stream()) {
            assertEquals(List.of("00u1", "00u2"), users.map(User::getId).collect(Collectors.toList()));
        }
        int count = 0;
        for (User user : okta.getUsers().listUsers().asIterable()) {
            assertTrue(user.getId().startsWith("00u"));
            count += 1;
        }
        assertEquals(2, count);
        Page<User> page = okta.blocking(k -> okta.getUsers().listUsers().follow(Duration.ofSeconds(5)).firstPage(k));
        assertEquals(2, page.getItems().size());
    }

    @Test
    void aFullResponse() {
        Response<UserGetSingleton> me = okta.blocking(k -> okta.withResponse((client, k2) -> client.getUsers().getUser("me", null, null, null, k2), k));
        assertEquals("00u1", me.getValue().getId());
        assertEquals(200, me.getRaw().getStatus());
    }

    @Test
    void aModelIsBuiltAndChanged() {
        CreateUserRequest request = new CreateUserRequest(with(body -> {
            body.setGroupIds(List.of("00g1"));
            body.profile(with(profile -> profile.setLogin("ann")));
        }));
        assertEquals("{\"groupIds\":[\"00g1\"],\"profile\":{\"login\":\"ann\"}}", request.getJson().toString());
        assertEquals("bob", request.copy(with(body -> body.profile(with(p -> p.setLogin("bob"))))).getProfile().getLogin());
    }

    @Test
    void settingsThatAreTimes() {
        OktantClient client = OktantClient.create(settings -> {
            settings.setOrgUrl("https://example.okta.com");
            settings.setToken("00token");
            settings.setTimeout(Duration.ofSeconds(5));
            settings.setDeadline(Duration.ofNanos(1));
            settings.setOnEvent(with(event -> {}));
        });
        List<String> lines = client.explain().lines().collect(Collectors.toList());
        assertTrue(lines.contains("OKTA_CLIENT_REQUESTTIMEOUT = 5000ms (code)"), lines.toString());
        assertTrue(lines.contains("OKTA_CLIENT_DEADLINE = 1ms (code)"), lines.toString());
    }

    @Test
    void howLongToWait() {
        FakeTransport busy = new FakeTransport((request, k) -> HttpResponse.json("{}", 429, Map.of("Retry-After", "7")));
        OktantClient client = OktantClient.create(settings -> {
            settings.setOrgUrl("https://example.okta.com");
            settings.setToken("00token");
            settings.setTransport(busy);
            settings.setMaxRetries(0);
        });
        OktantException.RateLimited error =
            assertThrows(OktantException.RateLimited.class, () -> client.blocking(k -> client.getUsers().getUser("me", k)));
        assertEquals(Duration.ofSeconds(7), error.retryAfter());
    }

    @Test
    void aRequestForATestOfATransport() {
        assertEquals("/x", new HttpRequest("GET", "https://example.com/x", Headers.of(), null).getPath());
    }

    @Test
    void callOptions() {
        CallOptions options = CallOptions.of(Duration.ofSeconds(5), null, 0, Map.of("X-Own", "1"), Map.of());
        okta.<UserGetSingleton>blocking(k -> okta.getUsers().getUser("me", null, null, options, k));
        HttpRequest request = transport.getRequests().get(0);
        assertEquals("1", request.getHeaders().get("X-Own"));
    }

    @Test
    void callOptionsOfTheFirstFew() {
        CallOptions options = CallOptions.of(Duration.ofSeconds(5), Duration.ofSeconds(20));
        assertEquals(Map.of(), options.getHeaders());
        assertEquals(null, options.getMaxRetries());
    }
}
