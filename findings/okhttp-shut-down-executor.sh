#!/usr/bin/env bash
# Maven com.squareup.okhttp3:okhttp-jvm 5.5.1 on JDK 17: an asynchronous call on a client whose executor its owner has shut down fails at
# once with the exception class of a call timeout, java.io.InterruptedIOException. Only the message tells them apart: a program that
# checks the class takes a closed client for a slow server, and may try again.
# Class and message of each:
#   timeout: java.io.InterruptedIOException: timeout
#   shut down: java.io.InterruptedIOException: executor rejected
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
cat >Failures.java <<'JAVA'
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

public class Failures {
    public static void main(String[] args) throws Exception {
        // It accepts connections, and never responds.
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var request = new Request.Builder().url("http://127.0.0.1:" + server.getLocalPort()).build();
            var client = new OkHttpClient.Builder().callTimeout(Duration.ofMillis(300)).build();
            System.out.println("timeout: " + failure(client, request));
            client.dispatcher().executorService().shutdown();
            System.out.println("shut down: " + failure(client, request));
        }
    }

    static IOException failure(OkHttpClient client, Request request) throws Exception {
        var failed = new CompletableFuture<IOException>();
        client.newCall(request).enqueue(new Callback() {
            public void onFailure(Call call, IOException exception) { failed.complete(exception); }
            public void onResponse(Call call, Response response) { failed.complete(new IOException("a response")); }
        });
        return failed.get();
    }
}
JAVA
output="$(java -cp 'jars/*' Failures.java)"
echo "$output"
[ "$output" = "timeout: java.io.InterruptedIOException: timeout
shut down: java.io.InterruptedIOException: executor rejected" ]
