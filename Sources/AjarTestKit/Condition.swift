/// Waits for a state, never for a time.
package enum Condition {
    package struct NotMet: Error, CustomStringConvertible {
        let what: String
        package var description: String { "waited in vain until \(what)" }
    }

    /// Looks until the condition holds; throws when it still doesn't after the deadline, which is generous:
    /// tests run beside each other on small machines.
    package static func wait(
        until what: String, deadline: Duration = .seconds(20), _ holds: @Sendable () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + deadline
        while try await !holds() {
            guard ContinuousClock.now < end else { throw NotMet(what: what) }
            try await Task.sleep(for: .milliseconds(5))
            // proven: a pause between two looks, whose length decides nothing.
        }
    }
}
