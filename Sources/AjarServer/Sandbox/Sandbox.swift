import AjarCore
import AjarMail
import AjarStore
import Logging
import ServiceLifecycle
import Synchronization

/// A mailbox for everybody, inside the process: mail for any address ends here and goes nowhere else. It is
/// read over IMAP by whoever signs in with the address.
final class Sandbox: Service {
    /// Where it is found, once it listens.
    struct Ports: Sendable {
        let smtp: Int
        let imap: Int
    }

    private struct Listening: Sendable {
        let port: Int
        let stop: @Sendable () async -> Void
    }

    let host: String = "127.0.0.1"
    let store: Store
    private let logger: Logger
    private let listening = Mutex<(smtp: Listening, imap: Listening)?>(nil)

    init(store: Store, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Nil until it listens.
    var ports: Ports? { listening.withLock { $0.map { Ports(smtp: $0.smtp.port, imap: $0.imap.port) } } }

    /// Listens at once, so that the ports are known when the first request comes.
    func start() async throws {
        let smtp = try await listen("smtp", receive)
        let imap = try await listen("imap", offer)
        listening.withLock { $0 = (smtp, imap) }
        logger.info(
            "sandbox takes mail and offers it",
            metadata: ["host": "\(host)", "smtp": "\(smtp.port)", "imap": "\(imap.port)"])
    }

    func run() async throws {
        try? await gracefulShutdown()
        let servers = listening.withLock { $0 }
        await servers?.smtp.stop()
        await servers?.imap.stop()
    }

    /// Where it was the last time, so that accounts that know it still do; somewhere else if that is taken.
    private func listen(
        _ name: String, _ begin: @Sendable (_ port: Int) async throws -> Listening
    ) async throws -> Listening {
        let last = try await store.read { reader in
            try reader.value("SELECT port FROM sandbox_port WHERE protocol = \(name)").int
        }
        if let last, let server = try? await begin(last) { return server }
        let server = try await begin(0)
        try await store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO sandbox_port (protocol, port) VALUES (\(name), \(server.port))
                ON CONFLICT (protocol) DO UPDATE SET port = excluded.port
                """)
        }
        return server
    }

    @Sendable private func receive(_ port: Int) async throws -> Listening {
        let receiver = SMTPReceiver(host: host, port: port) { [store, logger] mail in
            do {
                try await store.write { try SandboxMessage.keep(mail, in: mail.recipients, $0) }
                return .accept
            } catch {
                logger.error("sandbox can't keep a message", metadata: ["error": "\(error)"])
                return .refuse(code: 451, "4.3.0 The sandbox has no place for this now")
            }
        }
        return Listening(port: try await receiver.start()) { await receiver.stop() }
    }

    @Sendable private func offer(_ port: Int) async throws -> Listening {
        let server = IMAPServer(host: host, port: port, mailboxes: SandboxMailboxes(store: store))
        return Listening(port: try await server.start()) { await server.stop() }
    }

    /// What an account needs to send into the sandbox and to read what it has.
    func account(_ email: String) -> (smtp: JSON, imap: JSON)? {
        ports.map { ports in
            (
                ["host": .string(host), "port": .int(ports.smtp), "security": "none"],
                [
                    "host": .string(host), "port": .int(ports.imap), "security": "none",
                    "username": .string(email), "password": "sandbox",
                ]
            )
        }
    }

    // MARK: - Messages

    /// The newest first; what programs have put into folders by themselves is none of them.
    func messages(limit: Int, skip: Int) async throws -> (messages: [SandboxMessage], hasMore: Bool) {
        let rows = try await store.read { reader in
            try reader.rows(
                """
                SELECT * FROM sandbox_message WHERE recipients <> '[]'
                ORDER BY id DESC LIMIT \(limit + 1) OFFSET \(skip)
                """)
        }
        return (rows.prefix(limit).map(SandboxMessage.init), rows.count > limit)
    }

    func message(_ id: String) async throws -> SandboxMessage? {
        try await store.read {
            try $0.first("SELECT * FROM sandbox_message WHERE id = \(id)").map(SandboxMessage.init)
        }
    }

    /// The correspondent's answer arrives as any mail does.
    func answer(
        _ message: SandboxMessage, _ kind: Correspondent.Kind, _ text: String?
    ) async throws -> SandboxMessage {
        let now = store.environs.clock.now
        let id = ID.make(SandboxMessage.shape, at: now, random: store.environs.random)
        let correspondent = try Correspondent(message)
        let mail = try correspondent.answer(
            kind, text, messageID: try MessageID("\(id)@\(ReportComposer.server)"), at: now)
        // A return path is the author's, whatever address it has.
        let owners = kind == .reply ? mail.recipients : [correspondent.author]
        let kept = try await store.write { try SandboxMessage.keep(mail, in: owners, $0) }
        guard let answer = try await self.message(kept.text) else { throw AjarError.noSuch("SandboxMessage") }
        return answer
    }
}
