package com.example

import android.os.Build
import android.os.Looper
import com.example.UsersViewModel.State
import dev.oktant.OktantClient
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The example's view model with Android's classes, in Robolectric. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [33], manifest = Config.NONE)
class UsersViewModelTest {
    @Test
    fun `lists users on Android`() {
        val model = UsersViewModel(client("00simulatorTokenSimulatorTokenSimulatorTokn"))
        model.search("A")
        val found = settled(model) as State.Found
        assertTrue("$found", found.emails.isNotEmpty() && found.emails.all { "@" in it })
    }

    @Test
    fun `shows an error on Android`() {
        val model = UsersViewModel(client("00another"))
        model.search("A")
        val failed = settled(model) as State.Failed
        assertTrue(failed.message, "E0000011" in failed.message)
        assertEquals(33, Build.VERSION.SDK_INT)
    }

    private fun client(secret: String) = OktantClient {
        orgUrl = System.getenv("OKTANT_SIMULATOR_URL")
        token = secret
    }

    /** The state after the search: coroutines of a view model run on the main looper, which is this thread. */
    private fun settled(model: UsersViewModel): State {
        while (model.state.value == State.Searching) {
            shadowOf(Looper.getMainLooper()).idle()
            Thread.sleep(5)
        }
        return model.state.value
    }
}
