package com.example

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import dev.oktant.OktantClient
import dev.oktant.OktantException
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch

/** The state of a screen that searches users. It closes the client at its end. */
class UsersViewModel(private val okta: OktantClient) : ViewModel() {
    /** What the screen shows. */
    sealed interface State {
        data object Searching : State

        data class Found(val emails: List<String>) : State

        data class Failed(val message: String) : State
    }

    private val current = MutableStateFlow<State>(State.Found(emptyList()))
    private var search: Job? = null

    val state: StateFlow<State> = current.asStateFlow()

    /** Searches by the start of last names; the search before is cancelled, with its request. */
    fun search(lastName: String) {
        search?.cancel()
        current.value = State.Searching
        search =
            viewModelScope.launch {
                current.value =
                    try {
                        val users = okta.users.listUsers(search = "profile.lastName sw \"$lastName\"").take(25)
                        State.Found(users.map { it.profile?.email.orEmpty() }.toList())
                    } catch (error: OktantException) {
                        State.Failed(error.message.orEmpty())
                    }
            }
    }

    override fun onCleared() = okta.close()
}
