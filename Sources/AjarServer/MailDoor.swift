import AjarCRM
import AjarMail
import Logging
import ServiceLifecycle
import Synchronization

/// `--lmtp`: where a mail server hands over what is for us. RFC 2033.
final class MailDoor: Service {
    private let receiver: SMTPReceiver
    private let address: ListenAddress
    private let logger: Logger
    private let listening: Mutex<Int?> = Mutex(nil)

    init(_ address: ListenAddress, _ leadsEmail: LeadsEmail, logger: Logger) {
        self.address = address
        self.logger = logger
        receiver = SMTPReceiver.lmtp(
            host: address.host, port: address.port, limits: Self.limits,
            onRecipient: { address, _ in await leadsEmail.welcome(address) },
            onMessage: { await leadsEmail.take($0) })
    }

    /// One mail server has few connections at a time; a mail in each of them has to fit into memory.
    private static var limits: ReceiverLimits {
        var limits = ReceiverLimits()
        limits.recipients = 100
        limits.connections = 20
        limits.idle = .seconds(120)
        limits.lifetime = .seconds(3600)
        limits.offersAuthentication = false
        return limits
    }

    /// Nil until it listens.
    var port: Int? { listening.withLock { $0 } }

    /// Listens at once: an address that is taken is told at the start.
    func start() async throws {
        let port = try await receiver.start()
        listening.withLock { $0 = port }
        logger.notice(
            "takes mail over LMTP", metadata: ["address": "\(ListenAddress(host: address.host, port: port))"])
    }

    func run() async throws {
        try? await gracefulShutdown()
        await receiver.stop()
    }
}
