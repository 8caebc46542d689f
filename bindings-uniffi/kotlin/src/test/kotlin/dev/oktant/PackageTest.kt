package dev.oktant

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.nio.file.Path
import java.util.jar.JarOutputStream
import java.util.zip.ZipEntry
import java.util.zip.ZipFile
import kotlin.io.path.exists
import kotlin.io.path.fileSize
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.outputStream
import kotlin.io.path.readText
import kotlin.io.path.writeText

/** The jar as programs use it: shrunk by R8 and by ProGuard with the rules that it brings, and on a new JDK. */
internal class PackageTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `a program that R8 has shrunk runs`() {
        val shrunk = folder.resolve("r8.jar")
        // R8 itself reads no rules inside jars: Android's build hands them in.
        val rules = configuration("META-INF/com.android.tools/r8/", "META-INF/proguard/")
        val command = listOf("-cp", "${jar("r8-")}", "com.android.tools.r8.R8", "--release", "--classfile", "--pg-conf", "$rules")
        val places = listOf("--lib", System.getProperty("java.home"), "--output", "$shrunk")
        java(command + places + (libraries + program()).map { "$it" })
        assertRuns(shrunk)
    }

    @Test
    fun `a program that ProGuard has shrunk runs`() {
        val shrunk = folder.resolve("proguard.jar")
        val rules = configuration("META-INF/com.android.tools/proguard/", "META-INF/proguard/")
        val input = (libraries + program()).flatMap { listOf("-injars", "$it(!META-INF/versions/**,!**module-info.class)") }
        val output = listOf("-outjars", "$shrunk", "-libraryjars", "<java.home>/jmods(!**.jar;!module-info.class)", WITHOUT_SPECIALIZATION)
        java(listOf("-cp", classPath.joinToString(File.pathSeparator), "proguard.ProGuard", "@$rules") + input + output)
        assertRuns(shrunk)
    }

    @Test
    fun `JDK 24 and later warn of native access unless a flag allows it`() {
        val java = newestJava()
        assumeTrue(java != null, "no JDK 24 or later beside ${System.getProperty("java.home")}")
        val program = listOf("-cp", (libraries + program()).joinToString(File.pathSeparator), MAIN)
        val warned = java(program, checkNotNull(java))
        assertRan(warned)
        assertTrue("WARNING: java.lang.System::load has been called by com.sun.jna.Native" in warned, warned)
        val allowed = java(listOf("--enable-native-access=ALL-UNNAMED") + program, java)
        assertRan(allowed)
        assertFalse("WARNING" in allowed, allowed)
    }

    private fun assertRuns(shrunk: Path) {
        val size = libraries.sumOf { it.length() }
        println("${shrunk.fileName}: ${shrunk.fileSize()} bytes, of $size")
        assertTrue(shrunk.fileSize() < size)
        assertRan(java(listOf("-cp", "$shrunk", MAIN)))
    }

    private fun assertRan(output: String) {
        val expected = listOf("listed true", "read 200, equal: true", "status 404, code E0000007")
        assertEquals(expected, output.lines().filter { it in expected }, output)
    }

    /** Runs a JVM and returns what it prints; it must end well. The program finds its org in the environment. */
    private fun java(arguments: List<String>, home: Path = Path.of(System.getProperty("java.home"))): String {
        val output = folder.resolve("output").toFile()
        // Short runs: the second compiler costs more than it saves.
        val command = listOf("${home.resolve("bin/java")}", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC") + arguments
        val builder = ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output)
        builder.environment() +=
            mapOf("OKTA_CLIENT_ORGURL" to Servers.environment("OKTANT_SIMULATOR_URL"), "OKTA_CLIENT_TOKEN" to Servers.TOKEN)
        val code = builder.start().waitFor()
        assertEquals(0, code) { output.readText() }
        return output.readText()
    }

    /** The classes of the program, without the tests beside them. */
    private fun program(): File {
        val copy = folder.resolve("program.jar")
        val classes = classPath.first { it.resolve("program").isDirectory }.resolve("program")
        JarOutputStream(copy.outputStream()).use { jar ->
            for (file in classes.listFiles().orEmpty()) {
                jar.putNextEntry(ZipEntry("program/${file.name}"))
                file.inputStream().use { it.copyTo(jar) }
            }
        }
        return copy.toFile()
    }

    /** The configuration of a shrinker: the rules inside the libraries, and what the program keeps. */
    private fun configuration(vararg folders: String): Path {
        val brought = libraries.flatMap { rules(it, folders) }
        val file = folder.resolve("rules.pro")
        file.writeText((brought + "-keep class $MAIN { void main(); void main(java.lang.String[]); }").joinToString("\n"))
        return file
    }

    /** The rules of a library from the first of these folders that it has. */
    private fun rules(library: File, folders: Array<out String>): List<String> = ZipFile(library).use { jar ->
        val entries = jar.entries().toList().filter { !it.isDirectory }
        val folder = folders.firstOrNull { folder -> entries.any { it.name.startsWith(folder) } } ?: return emptyList()
        entries.filter { it.name.startsWith(folder) }.map { jar.getInputStream(it).reader().readText() }
    }

    private companion object {
        const val MAIN = "program.ProgramKt"

        /** ProGuard's specialization of methods makes classes of coroutines and of OkHttp that a JVM refuses. */
        const val WITHOUT_SPECIALIZATION = "-optimizations !method/specialization/*"

        val classPath: List<File> = System.getProperty("java.class.path").split(File.pathSeparator).map(::File)

        /** The jar and what it depends on. */
        val libraries: List<File> =
            listOf("oktant-", "kotlin-stdlib-", "annotations-", "kotlinx-coroutines-core-", "kotlinx-serialization-core-")
                .plus(listOf("kotlinx-serialization-json-", "okhttp-jvm-", "okio-jvm-", "jna-"))
                .map(::jar)

        fun jar(start: String): File = classPath.single { it.name.startsWith(start) }

        /** The newest JDK beside the one that runs the tests, if it warns of native access. */
        fun newestJava(): Path? {
            val homes = Path.of(System.getProperty("java.home")).toRealPath().parent.listDirectoryEntries()
            return homes.filter { version(it) >= 24 && it.resolve("bin/java").exists() }.maxByOrNull(::version)
        }

        fun version(home: Path): Int {
            val release = home.resolve("release").takeIf { it.exists() }?.readText().orEmpty()
            return Regex("""JAVA_VERSION="(\d+)""").find(release)?.groupValues?.get(1)?.toInt() ?: 0
        }
    }
}
