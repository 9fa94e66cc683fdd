import AjarCore
import AjarMail
import AjarStore
import Logging
import ServiceLifecycle
import Synchronization

/// A mailbox for everybody, inside the process: mail for any address ends here and goes nowhere else.
final class Sandbox: Service {
    /// The newest messages are kept, by number and by size.
    static let maxMessages = 10_000
    static let maxBytes = 512 << 20

    struct Message: Sendable {
        let id: String
        let sender: String?
        let recipients: [String]
        let received: Timestamp
        let source: [UInt8]
    }

    let host: String
    private let store: Store
    private let logger: Logger
    private let receiver: SMTPReceiver
    private let listening = Mutex<Int?>(nil)

    init(store: Store, host: String = "127.0.0.1", port: Int = 0, logger: Logger) {
        self.store = store
        self.host = host
        self.logger = logger
        receiver = SMTPReceiver(host: host, port: port) { mail in
            do {
                try await Self.keep(mail, store)
                return .accept
            } catch {
                logger.error("sandbox can't keep a message", metadata: ["error": "\(error)"])
                return .refuse(code: 451, "4.3.0 The sandbox has no place for this now")
            }
        }
    }

    /// Where to send mail; nil until it listens.
    var port: Int? { listening.withLock { $0 } }

    /// Listens at once, so that the port is known when the first request comes.
    func start() async throws {
        let port = try await receiver.start()
        listening.withLock { $0 = port }
        logger.info("sandbox takes mail", metadata: ["host": "\(host)", "port": "\(port)"])
    }

    func run() async throws {
        try? await gracefulShutdown()
        await receiver.stop()
    }

    // MARK: - Messages

    private static func keep(_ mail: ReceivedMail, _ store: Store) async throws {
        let recipients: JSON = .array(mail.recipients.map { .string($0.email) })
        let sender = mail.sender?.email ?? ""
        try await store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO sandbox_message (id, sender, recipients, source, size, date_created)
                VALUES (\(transaction.newID(.short("sandbox"))), \(sender), \(json: recipients), \(mail.bytes),
                    \(mail.bytes.count), \(transaction.now))
                """)
            try trim(transaction)
        }
    }

    private static func trim(_ transaction: Transaction) throws {
        let kept = try transaction.first("SELECT COUNT(*) AS n, SUM(size) AS bytes FROM sandbox_message")
        guard let kept, kept.int("n") > maxMessages || kept.int("bytes") > maxBytes else { return }
        // A hundred at a time, so that a full mailbox isn't trimmed with every message.
        try transaction.execute(
            "DELETE FROM sandbox_message WHERE id IN (SELECT id FROM sandbox_message ORDER BY id LIMIT \(100))"
        )
    }

    func messages(limit: Int, skip: Int) async throws -> (messages: [Message], hasMore: Bool) {
        let rows = try await store.read { reader in
            try reader.rows(
                "SELECT * FROM sandbox_message ORDER BY id DESC LIMIT \(limit + 1) OFFSET \(skip)")
        }
        return (rows.prefix(limit).map(Message.init), rows.count > limit)
    }

    func message(_ id: String) async throws -> Message? {
        try await store.read {
            try $0.first("SELECT * FROM sandbox_message WHERE id = \(id)").map(Message.init)
        }
    }
}

extension Sandbox.Message {
    fileprivate init(_ row: Row) {
        id = row.text("id")
        sender = row.text("sender").isEmpty ? nil : row.text("sender")
        recipients = row.json("recipients").array?.compactMap(\.string) ?? []
        received = row.moment("date_created") ?? Timestamp(micros: 0)
        source = row["source"].bytes ?? []
    }
}
