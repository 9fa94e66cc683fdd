import Foundation
import Testing

@testable import AjarMail

/// The real servers of `Tests/EndToEnd/postfix.sh`, if there are any.
struct RealServers: Decodable, Sendable {
    let imap_host: String
    let imap_port: Int
    let submission_port: Int
    let password: String
    let ca_file: String
    let maildir: String

    static let running: RealServers? = {
        guard let path = ProcessInfo.processInfo.environment["AJAR_TEST_POSTFIX"], !path.isEmpty else {
            return nil
        }
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return try? JSONDecoder().decode(RealServers.self, from: data)
    }()

    /// A mailbox nobody else uses.
    static func address(_ name: String) -> String {
        "\(name)-\(UInt32.random(in: 0...UInt32.max))@example.test"
    }

    func account(_ address: String, password: String? = nil, port: Int? = nil) -> IMAPAccount {
        IMAPAccount(
            host: "localhost", port: port ?? imap_port, security: .starttls, username: address,
            secret: Secret(password ?? self.password), additionalTrustRoots: ca_file)
    }

    /// A message of ours, delivered by Postfix.
    func send(to address: String, subject: String) async throws {
        let account = SMTPAccount(
            host: "localhost", port: submission_port, security: .starttls, username: "rep@example.test",
            secret: Secret(password), additionalTrustRoots: ca_file)
        let sender = try Address(email: "rep@example.test")
        let message: String =
            "From: rep@example.test\r\nTo: \(address)\r\nSubject: \(subject)\r\nMessage-ID: <\(subject)@example.test>\r\n\r\nHello\r\n"
        let relay = Relay()
        let result: DeliveryResult = await relay.deliver(
            Delivery(
                account: account, sender: sender, recipients: [try Address(email: address)],
                message: Array(message.utf8)))
        await relay.close()
        #expect(result.outcomes.map(\.isAccepted) == [true])
    }
}
