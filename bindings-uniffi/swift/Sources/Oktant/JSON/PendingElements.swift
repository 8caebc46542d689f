/// The elements of containers that are open, those of the innermost last. When a container ends, they move into an array of its size:
/// an array that grows with each container would copy them several times.
struct PendingElements<Element>: ~Copyable {
    private var elements = UnsafeMutablePointer<Element>.allocate(capacity: 64)
    private var capacity = 64
    private(set) var count = 0

    deinit {
        elements.deinitialize(count: count)
        elements.deallocate()
    }

    mutating func append(_ element: consuming Element) {
        if count == capacity { grow() }
        (elements + count).initialize(to: element)
        count += 1
    }

    subscript(place: Int) -> Element { elements[place] }

    /// Changes the last element in place.
    mutating func changeLast(_ change: (inout Element) -> Void) {
        change(&elements[count - 1])
    }

    mutating func removeLast(_ removed: Int) {
        count -= removed
        (elements + count).deinitialize(count: removed)
    }

    /// Removes the elements from `start` on, and returns them.
    mutating func take(from start: Int) -> [Element] {
        let taken = count - start
        count = start
        guard taken > 0 else { return [] }
        return Array(unsafeUninitializedCapacity: taken) { buffer, initialized in
            buffer.baseAddress?.moveInitialize(from: elements + start, count: taken)
            initialized = taken
        }
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: elements, count: count)
        elements.deallocate()
        elements = larger
        capacity *= 2
    }
}
