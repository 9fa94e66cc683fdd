import AjarCore
package import AjarMail
package import AjarResource
import AjarStore
package import Logging

/// What a mail server hands over: mail that was sent, copied or redirected to the `leads_email` of an
/// organization, and reports that came back to a return path.
package struct LeadsEmail: Sendable {
    private let engine: Engine
    private let crash: CrashPoint
    private let logger: Logger

    package init(_ engine: Engine, crash: CrashPoint, logger: Logger) {
        self.engine = engine
        self.crash = crash
        self.logger = logger
    }

    /// Only whom we know: what we take and can't place would be lost without a word.
    package func welcome(_ address: Address) async -> ReceiverVerdict {
        do {
            let owner = try await engine.store.read { try Owner.of(address, $0) }
            return owner == nil ? Self.unknown : .accept("2.1.5 Ok")
        } catch {
            return later(error)
        }
    }

    /// A verdict for each recipient, in their order. Dying before the client heard it has the mail come
    /// again, and it is known then.
    package func take(_ mail: ReceivedMail) async -> [ReceiverVerdict] {
        let owners: [Owner?]
        do {
            owners = try await engine.store.read { reader in
                try mail.recipients.map { try Owner.of($0, reader) }
            }
        } catch {
            return mail.recipients.map { _ in later(error) }
        }
        var verdicts: [Owner: ReceiverVerdict] = [:]
        for case let owner? in owners where verdicts[owner] == nil {
            let recipients = zip(mail.recipients, owners).filter { $1 == owner }.map(\.0)
            verdicts[owner] = await take(mail.bytes, recipients, owner)
        }
        return owners.map { owner in owner.flatMap { verdicts[$0] } ?? Self.unknown }
    }

    private func take(_ source: [UInt8], _ recipients: [Address], _ owner: Owner) async -> ReceiverVerdict {
        let arrival = Arrival(
            source: source, origin: .lmtp(recipients: recipients),
            receivedAt: engine.store.environs.clock.now)
        let intake: Intake?
        do {
            intake = try await engine.write(owner.caller) { try MessageIntake.take([arrival], $0).first }
        } catch {
            return later(error)
        }
        crash.here(.taken)
        logger.debug("mail handed over", metadata: ["organization": "\(owner.id)"])
        switch intake {
        // Without a From it is none either (RFC 5322 §3.6).
        case .unreadable, .leftOut(.noSender): return .refuse(code: 554, "5.6.0 That is no message")
        default: return .accept("2.0.0 Ok")
        }
    }

    private static let unknown: ReceiverVerdict = .refuse(code: 550, "5.1.1 Nobody here has this address")

    /// The mail server keeps it and tries again.
    private func later(_ error: any Error) -> ReceiverVerdict {
        logger.warning("mail can't be taken", metadata: ["error": "\(error)"])
        return .refuse(code: 451, "4.3.0 Not now, please try again")
    }

    /// The organization that mail to an address is for.
    private struct Owner: Sendable, Hashable {
        let number: Int
        let id: ID

        var caller: Caller { Caller(organization: number, organizationID: id, userID: nil) }

        static func of(_ address: Address, _ reader: Reader) throws -> Owner? {
            let isOwner: SQL
            if let number = try ReturnPath.find(address, reader)?.organization {
                isOwner = "organization = \(number)"
            } else {
                isOwner = "leads_email_key = \(address.folded)"
            }
            return try reader.first("SELECT organization, id FROM organization WHERE \(isOwner)").map {
                Owner(number: $0.int("organization"), id: $0.id("id"))
            }
        }
    }
}

extension LeadsEmail {
    /// Keeps the address as a setting of the organization, and as the key by which its mail is found.
    static func set(_ value: JSON, _ context: WriteContext) throws -> JSON {
        let address: JSON
        do throws(FieldErrors.Problem) {
            address = value.isNull ? .null : try FieldKind.email.parse(value)
        } catch {
            var errors = FieldErrors()
            errors.add("leads_email", error)
            throw AjarError.invalid(errors)
        }
        let key = address.string?.lowercased()
        let isTaken = try context.reader.exists(
            """
            SELECT organization FROM organization
            WHERE leads_email_key = \(key) AND organization <> \(context.organization)
            """)
        guard !isTaken else { throw AjarError.invalid("leads_email", "This address is taken.") }
        try context.transaction.execute(
            """
            UPDATE organization SET leads_email_key = \(key) WHERE organization = \(context.organization)
            """)
        return address
    }
}
