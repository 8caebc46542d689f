#!/usr/bin/env bash
# Maven com.squareup.okhttp3:okhttp-jvm 5.5.1 on JDK 17: a POST that is answered 503 with `Retry-After: 0` is sent again, although
# retryOnConnectionFailure is off, and the caller sees the second answer alone. 429 with the same header is returned.
# Requests that the server counted, and the status that the caller saw:
#   503: 2 requests, 200
#   429: 1 requests, 429
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>findings</groupId><artifactId>findings</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.squareup.okhttp3</groupId><artifactId>okhttp-jvm</artifactId><version>5.5.1</version></dependency>
  </dependencies>
</project>
XML
mvn --batch-mode --quiet dependency:copy-dependencies -DoutputDirectory=jars >&2
cat >Post.java <<'JAVA'
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

public class Post {
    public static void main(String[] args) throws Exception {
        for (var status : new String[] {"503", "429"}) {
            var count = new AtomicInteger();
            try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                var thread = new Thread(() -> serve(server, status, count));
                thread.setDaemon(true);
                thread.start();
                var client = new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
                var body = RequestBody.create("{}", MediaType.get("application/json"));
                var url = "http://127.0.0.1:" + server.getLocalPort() + "/api/v1/users";
                try (var response = client.newCall(new Request.Builder().url(url).post(body).build()).execute()) {
                    System.out.println(status + ": " + count + " requests, " + response.code());
                }
            }
        }
    }

    static void serve(ServerSocket server, String status, AtomicInteger count) {
        while (!server.isClosed()) {
            try (var socket = server.accept()) {
                var request = new StringBuilder();
                while (!request.toString().endsWith("\r\n\r\n{}")) request.append((char) socket.getInputStream().read());
                var answer = count.incrementAndGet() == 1 ? status + " Later\r\nRetry-After: 0" : "200 OK";
                var head = "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(head.getBytes());
            } catch (java.io.IOException closed) {
                return;
            }
        }
    }
}
JAVA
output="$(java -cp 'jars/*' Post.java)"
echo "$output"
[ "$output" = "503: 2 requests, 200
429: 1 requests, 429" ]
