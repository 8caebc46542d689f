package dev.oktant

import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiTools
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.io.File

internal class ApiTest {
    @Test
    fun `the binary API is the one in oktant-api`() {
        val found = StringBuilder()
        val classes = File("target/classes").walk().filter { it.extension == "class" }.toList()
        AbiTools.getInstance().printJvmDump(found, classes, AbiFilters.EMPTY)
        val file = File("oktant.api")
        if (System.getenv("UPDATE") != null) file.writeText(found.toString())
        val (lines, expected) = found.lines() to file.readText().lines()
        val at = lines.indices.firstOrNull { it >= expected.size || lines[it] != expected[it] } ?: lines.size
        assertEquals(expected.drop(at).take(5), lines.drop(at).take(5)) { "from line ${at + 1} on; UPDATE=1 rewrites ${file.name}" }
    }
}
