/// One message on its way to a relay: who sends, who receives, and the bytes, which are the same at each try.
package struct Delivery: Sendable {
    package var account: SMTPAccount
    package var sender: Address
    /// Everybody on the envelope, hidden recipients too.
    package var recipients: [Address]
    package var message: [UInt8]

    package init(account: SMTPAccount, sender: Address, recipients: [Address], message: [UInt8]) {
        self.account = account
        self.sender = sender
        self.recipients = recipients
        self.message = message
    }
}

extension Delivery: CustomStringConvertible {
    package var description: String { "Delivery(\(recipients.count) recipients, \(message.count) bytes)" }
}

/// An outcome for each recipient, in the order of the delivery.
package struct DeliveryResult: Sendable {
    package var outcomes: [RecipientOutcome]
    /// Whether `willTransmit` ran: from there on, the server may have the mail.
    package var didTransmit: Bool

    package init(outcomes: [RecipientOutcome], didTransmit: Bool = false) {
        self.outcomes = outcomes
        self.didTransmit = didTransmit
    }
}

/// How long a server may think. RFC 5321 §4.5.3.2.
package struct SMTPTimeouts: Sendable, Hashable {
    package var connect: Duration = .seconds(30)
    package var greeting: Duration = .seconds(300)
    package var hello: Duration = .seconds(300)
    package var auth: Duration = .seconds(300)
    package var mail: Duration = .seconds(300)
    package var recipient: Duration = .seconds(300)
    package var data: Duration = .seconds(120)
    /// For each block of the message that is written.
    package var block: Duration = .seconds(180)
    package var final: Duration = .seconds(600)
    package var quit: Duration = .seconds(5)

    package init() {}

    /// The same short time for everything: for tests, and for "test this account" in a page.
    package init(all duration: Duration) {
        connect = duration
        greeting = duration
        hello = duration
        auth = duration
        mail = duration
        recipient = duration
        data = duration
        block = duration
        final = duration
        quit = duration
    }
}
