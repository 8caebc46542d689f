#!/usr/bin/env bash
# Maven com.okta.sdk okta-sdk-api and okta-sdk-impl 24.0.0 on Java 17: a value of an enum that the SDK does not know is read as
# UNKNOWN_DEFAULT_OPEN_API, and a change of another member writes the text unknown_default_open_api to the org in its place.
# Okta adds such values between releases of the SDK.
# The scopes of the body of replaceTrustedOrigin, after getTrustedOrigin and setName, seen:
#   [{"type":"CORS"},{"type":"unknown_default_open_api"}]
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>0</version>
  <dependencies>
    <dependency><groupId>com.okta.sdk</groupId><artifactId>okta-sdk-api</artifactId><version>24.0.0</version></dependency>
    <dependency><groupId>com.okta.sdk</groupId><artifactId>okta-sdk-impl</artifactId><version>24.0.0</version></dependency>
  </dependencies>
</project>
XML
mvn --batch-mode --quiet dependency:build-classpath -Dmdep.outputFile=classpath >/dev/null
cat >Rename.java <<'JAVA'
import com.okta.sdk.authc.credentials.TokenClientCredentials;
import com.okta.sdk.client.Clients;
import com.okta.sdk.resource.api.TrustedOriginApi;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

public class Rename {
    static final String ORIGIN = """
        {"id": "tos1", "name": "Intranet", "origin": "https://intranet.example", "scopes": [{"type": "CORS"}, {"type": "NEW"}]}""";

    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            String sent = new String(exchange.getRequestBody().readAllBytes()).replaceAll("\\s", "");
            if (exchange.getRequestMethod().equals("PUT")) System.out.println(sent.replaceAll(".*\"scopes\":(\\[.*?\\]).*", "$1"));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ORIGIN.length());
            exchange.getResponseBody().write(ORIGIN.getBytes());
            exchange.close();
        });
        server.start();
        TrustedOriginApi api = new TrustedOriginApi(Clients.builder().setOrgUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .setClientCredentials(new TokenClientCredentials("00token")).build());
        var origin = api.getTrustedOrigin("tos1");
        origin.setName("Wiki");
        api.replaceTrustedOrigin("tos1", origin);
        System.exit(0);
    }
}
JAVA
output="$(java -Dokta.testing.disableHttpsCheck=true -cp "$(cat classpath)" Rename.java 2>/dev/null)"
echo "$output"
[ "$output" = '[{"type":"CORS"},{"type":"unknown_default_open_api"}]' ]
