import AjarCore
import AjarMail
import Foundation
import Synchronization
import Testing

/// `kill -9` at each step of a sending, and a restart.
@Suite(.enabled(if: AjarProcess.binary != nil, "the program is not built"))
struct CrashTests {
    /// A mail server in the test that keeps what it gets.
    private final class Mailroom: Sendable {
        private let kept: Mutex<[[UInt8]]> = Mutex([])
        var mails: [[UInt8]] { kept.withLock { $0 } }

        func take(_ mail: ReceivedMail) { kept.withLock { $0.append(mail.bytes) } }
    }

    private func deliver(dyingAt moment: String) async throws -> (email: JSON, mails: [[UInt8]]) {
        let mailroom = Mailroom()
        let receiver = SMTPReceiver(onMessage: { mail in
            mailroom.take(mail)
            return .accept
        })
        let port = try await receiver.start()
        var email: JSON = .null
        try await AjarProcess.with { ajar in
            try await ajar.start(crashAt: moment)
            let id = try await ajar.send(
                through: ["host": "127.0.0.1", "port": .int(port), "security": "none"],
                to: ["gob@bluth.test"], subject: "Offer")
            try await ajar.waitForDeath()
            try await ajar.start()
            email = try await ajar.wait(for: "sent", of: id)
        }
        await receiver.stop()
        return (email, mailroom.mails)
    }

    @Test(arguments: ["claimed", "begun", "transmitting", "recorded"])
    func `an email that was promised is sent once, wherever we die`(moment: String) async throws {
        let (email, mails) = try await deliver(dyingAt: moment)
        #expect(mails.count == 1)
        #expect(email["message_ids"].array?.count == 1)
    }

    @Test
    func `dying between the relay's yes and our writing it down sends the same bytes again, and says so`()
        async throws
    {
        let (email, mails) = try await deliver(dyingAt: "replied")
        #expect(mails.count == 2)
        // The documented window: a receiver recognises the copy by its Message-ID, and each byte of it.
        #expect(mails.first == mails.last)
        #expect(email["send_attempts"].array?.contains { $0["outcome"] == "interrupted" } == true)
    }
}
