import AjarStore

/// What must be written because the world outside has changed already: the relay has the mail, and only our
/// note keeps the next attempt from sending it again.
enum Persistence {
    /// Waits for a disk or a database that is away, as long as the job is ours: the lease of a job that was
    /// given to somebody else ends it, and so does the end of the process. A commit whose answer was lost may
    /// have been one: the second run finds the job ended, which is the same as lost.
    static func write<Result: Sendable>(_ write: () async throws -> Result) async throws -> Result {
        var wait: Duration = .milliseconds(50)
        while true {
            do { return try await write() } catch StoreError.unavailable {
                try await Task.sleep(for: wait)
                wait = min(wait * 2, .seconds(2))
            }
        }
    }
}
