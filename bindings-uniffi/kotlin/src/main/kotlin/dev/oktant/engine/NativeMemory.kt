package dev.oktant.engine

import com.sun.jna.Memory
import java.util.concurrent.ConcurrentLinkedQueue

// JNA gives each structure a malloc, a cleaner and an entry in a global map, and copies its fields by reflection before and after
// each call. UniFFI makes two to eight of them for each crossing of the FFI boundary: half of the cost of a call.
// bindings-uniffi/build.sh makes the generated code use these two objects.

/** The status that a crossing returns, used again. */
internal object CallStatuses {
    private val spare = ConcurrentLinkedQueue<UniffiRustCallStatus>()

    /** A status of success. Crossings may be nested, so it is taken out while it is in use. */
    fun take(): UniffiRustCallStatus = spare.poll() ?: UniffiRustCallStatus().apply { setAutoSynch(false) }

    /** True if the crossing failed. The status then has its error, and is not used again. */
    fun failed(status: UniffiRustCallStatus): Boolean {
        if (status.pointer.getByte(0) == UNIFFI_CALL_SUCCESS) return false
        status.read()
        return true
    }

    fun giveBack(status: UniffiRustCallStatus) {
        spare.add(status)
    }
}

/** The memory of small structures: slices of blocks. A block is freed after its last slice. */
internal object StructureMemory {
    private var block = newBlock()
    private var used = 0L

    @Synchronized
    fun take(size: Long): Memory {
        if (used + size > BLOCK) {
            block = newBlock()
            used = 0
        }
        val slice = block.share(used, size) as Memory
        used += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT
        return slice
    }

    private fun newBlock() = Memory(BLOCK).apply { clear() }

    private const val BLOCK = 4096L
    private const val ALIGNMENT = 8L
}
