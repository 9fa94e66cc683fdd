import CPostgreSQL
import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Hears the wakes of other processes, on a connection that does nothing else.
final class PostgresListener: Sendable {
    let channel: String
    /// Tells our own calls from those of others: ours have been heard inside the process already.
    private let token = String(UInt64.random(in: .min ... .max), radix: 36)
    private let options: PostgresDriver.Options
    private let hub: WakeHub
    private let threads = WorkQueue<Never>()
    private let state = Mutex<(isStarted: Bool, isStopped: Bool)>((false, false))
    /// A byte in it ends the wait for the server.
    private let exit: (read: Int32, write: Int32)

    init(_ options: PostgresDriver.Options, _ hub: WakeHub) {
        self.options = options
        self.hub = hub
        // Channels belong to a database, our tables to a schema.
        channel = options.schema.map { "ajar_wake_\($0)" } ?? "ajar_wake"
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        exit = (ends[0], ends[1])
    }

    deinit {
        close(exit.read)
        close(exit.write)
    }

    func payload(_ queues: Set<String>) -> String {
        let list = queues.sorted().joined(separator: ",")
        // A list too long for a notification wakes everybody.
        return list.utf8.count < 7000 ? "\(token) \(list)" : token
    }

    /// Only who waits for jobs needs the connection: the first call makes it.
    func start() {
        let isFirst = state.withLock { state in
            defer { state.isStarted = true }
            return !state.isStarted && !state.isStopped
        }
        if isFirst { threads.startThread("ajar.postgres.listen") { [self] in listen() } }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        _ = write(exit.write, "x", 1)
    }

    func ended() async { await threads.ended() }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    private func listen() {
        var failures = 0
        while !isStopped {
            do {
                let connection = try PostgresConnection(options)
                try connection.execute("LISTEN \(PostgresConnection.quoted(channel))")
                failures = 0
                // Nobody knows what was said before this moment.
                hub.wake([])
                while !isStopped {
                    for payload in try connection.notifications() { hear(payload) }
                    wait(for: connection.socket, atMost: 60_000)
                }
            } catch {
                wait(for: -1, atMost: Int32(100 << min(failures, 6)))
                failures += 1
            }
        }
    }

    private func hear(_ payload: String) {
        let parts = payload.split(separator: " ", maxSplits: 1)
        guard parts.first != token[...] else { return }
        hub.wake(parts.count == 2 ? Set(parts[1].split(separator: ",").map(String.init)) : [])
    }

    private func wait(for socket: Int32, atMost milliseconds: Int32) {
        var polls = [
            pollfd(fd: exit.read, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        ]
        poll(&polls, 2, milliseconds)
    }
}
