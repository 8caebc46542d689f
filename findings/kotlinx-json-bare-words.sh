#!/usr/bin/env bash
# Maven org.jetbrains.kotlinx:kotlinx-serialization-json 1.12.0 on JDK 17: the strict default `Json` reads bare words as values. A
# login page, a number with a leading zero and a word that is not a literal are documents to parseToJsonElement, alone and as
# members; only what cannot be one token is refused. RFC 8259 knows no such values.
# Text, and what came of it, seen:
#   <html> -> JsonLiteral
#   {"id": 00u1} -> JsonObject {"id":00u1}
#   nul -> JsonLiteral
#   01 -> JsonLiteral
#   [1 2] -> JsonDecodingException
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>findings</groupId><artifactId>findings</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.jetbrains.kotlinx</groupId><artifactId>kotlinx-serialization-json-jvm</artifactId><version>1.12.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn --batch-mode --quiet dependency:copy-dependencies -DoutputDirectory=jars >&2
cat >Read.java <<'JAVA'
import kotlinx.serialization.json.Json;

public class Read {
    public static void main(String[] args) {
        for (var text : new String[] {"<html>", "{\"id\": 00u1}", "nul", "01", "[1 2]"}) {
            String came;
            try {
                var element = Json.Default.parseToJsonElement(text);
                var kind = element.getClass().getSimpleName();
                came = kind.equals("JsonObject") ? kind + " " + element : kind;
            } catch (IllegalArgumentException refused) {
                came = refused.getClass().getSimpleName();
            }
            System.out.println(text + " -> " + came);
        }
    }
}
JAVA
output="$(java -cp 'jars/*' Read.java)"
echo "$output"
[ "$output" = '<html> -> JsonLiteral
{"id": 00u1} -> JsonObject {"id":00u1}
nul -> JsonLiteral
01 -> JsonLiteral
[1 2] -> JsonDecodingException' ]
