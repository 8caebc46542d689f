package dev.oktant.testing

import org.junit.jupiter.api.extension.AfterEachCallback
import org.junit.jupiter.api.extension.ExtendWith
import org.junit.jupiter.api.extension.ExtensionContext
import org.junit.jupiter.api.extension.ExtensionContext.Namespace
import org.junit.jupiter.api.extension.ParameterContext
import org.junit.jupiter.api.extension.ParameterResolver
import org.junit.platform.commons.support.AnnotationSupport

/**
 * Gives each test with a parameter of type [SimulatedOrg] an org of its own. On a class it is for all its tests.
 *
 *     @OktaOrg("--users", "100")
 *     class LeaversTest {
 *         @Test
 *         fun `deactivates leavers`(org: SimulatedOrg) { ... }
 *     }
 *
 * @property flags Flags of the program, which `oktant-simulator --help` lists; those of a test are in place of those of its class.
 */
@Target(AnnotationTarget.CLASS, AnnotationTarget.FUNCTION)
@Retention(AnnotationRetention.RUNTIME)
@ExtendWith(OktaOrgExtension::class)
public annotation class OktaOrg(vararg val flags: String)

/** The extension of JUnit behind [OktaOrg]. */
public class OktaOrgExtension :
    ParameterResolver,
    AfterEachCallback {
    override fun supportsParameter(parameter: ParameterContext, extension: ExtensionContext): Boolean =
        parameter.parameter.type == SimulatedOrg::class.java

    override fun resolveParameter(parameter: ParameterContext, extension: ExtensionContext): Any {
        val marked = listOf(extension.element, extension.testClass).mapNotNull {
            AnnotationSupport.findAnnotation(it, OktaOrg::class.java).orElse(null)
        }
        val flags = marked.firstOrNull()?.flags ?: emptyArray()
        return extension.store().getOrComputeIfAbsent(SimulatedOrg::class.java, { SimulatedOrg.start(*flags) }, SimulatedOrg::class.java)
    }

    override fun afterEach(extension: ExtensionContext) {
        extension.store().remove(SimulatedOrg::class.java, SimulatedOrg::class.java)?.close()
    }

    private fun ExtensionContext.store() = getStore(Namespace.create(OktaOrgExtension::class.java))
}
